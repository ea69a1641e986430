import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { MAX_TOKEN_DAYS, type TokenRow } from "@/lib/domain/token";
import { systemContext } from "@/lib/services/context";
import { createToken, listTokens, revokeToken } from "@/lib/services/token/token";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { withDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } };

const context = async () => systemContext((await ensureWorkspace()).id, "Command line");

/** `90`, `90d` or `never` -> days, null for never. Throws invalid_input. */
export function daysOf(text: string): number | null {
  if (text === "never") return null;
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  if (days === undefined || Number(days) < 1 || Number(days) > MAX_TOKEN_DAYS)
    throw new FaultlineError(
      "invalid_input",
      `--expires takes days from 1 to ${MAX_TOKEN_DAYS}, or “never”; “${showText(text, 40)}” is neither.`,
    );
  return Number(days);
}

/** `faultline token create`: prints the token, once, on standard output alone. */
export function tokenCreate(o: { name: string; scopes: string[]; expires: string }, io: Io): Promise<number> {
  const days = daysOf(o.expires);
  return withDatabase(async () => {
    const { token, row } = await createToken(await context(), { name: o.name, scopes: o.scopes, days });
    io.stdout.write(`${token}\n`);
    io.stderr.write(
      `Token “${showText(row.name, 80)}” has the scope ${row.scopes.join(" and ")}${row.expiresAt ? ` until ${row.expiresAt.slice(0, 10)}` : ""}. It is shown now and never again: put it into FAULTLINE_TOKEN.\n`,
    );
    return 0;
  });
}

/** `faultline token list`: one line a token, tab between the fields. */
export function tokenList(io: Io): Promise<number> {
  return withDatabase(async () => {
    const rows = await listTokens(await context());
    for (const row of rows) io.stdout.write(`${lineOf(row)}\n`);
    if (rows.length === 0)
      io.stderr.write("No token yet. Make one with: faultline token create ci --scope inventory:push\n");
    return 0;
  });
}

function lineOf(row: TokenRow): string {
  const until = row.expiresAt === null ? "never ends" : `until ${row.expiresAt.slice(0, 10)}`;
  const used = row.lastUsedAt === null ? "never used" : `used ${row.lastUsedAt.slice(0, 16).replace("T", " ")}`;
  return [row.id, `${row.prefix}…`, row.state, row.scopes.join(","), until, used, showText(row.name, 80)].join("\t");
}

/** `faultline token revoke`: by id, by name, or by the first characters, where that names one active token. */
export function tokenRevoke(o: { token: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    const ctx = await context();
    const rows = await listTokens(ctx);
    const wanted = o.token.replace(/…$/, "");
    const named = rows.filter((r) => r.id === wanted || (r.state !== "revoked" && [r.name, r.prefix].includes(wanted)));
    const [row, second] = named;
    if (!row || second) {
      const what = second ? "names more than one token: give its id" : "names no token here";
      throw new FaultlineError(
        "invalid_input",
        `“${showText(o.token, 80)}” ${what}. \`faultline token list\` shows them.`,
      );
    }
    await revokeToken(ctx, row.id);
    io.stderr.write(`Token “${showText(row.name, 80)}” is revoked.\n`);
    return 0;
  });
}
