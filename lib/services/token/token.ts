import "server-only";
import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { apiToken } from "@/db/schema";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { TOKEN_MARK, TokenInput, type TokenRow, TokenScope } from "@/lib/domain/token";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";

/** 256 bits: nobody guesses one, so a bad token costs no counting. */
const TOKEN_BYTES = 32;
const PREFIX_LENGTH = TOKEN_MARK.length + 6;
const Scopes = z.array(TokenScope);

type Stored = typeof apiToken.$inferSelect;

function stateOf(row: Pick<Stored, "revokedAt" | "expiresAt">, now: Date): TokenRow["state"] {
  if (row.revokedAt) return "revoked";
  return row.expiresAt && row.expiresAt <= now ? "expired" : "active";
}

function rowOf(row: Stored): TokenRow {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: Scopes.parse(row.scopes),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    state: stateOf(row, new Date()),
  };
}

/** Makes a token. It is returned once; only its sha256 is kept. Admin only. */
export async function createToken(ctx: Ctx, input: unknown): Promise<{ token: string; row: TokenRow }> {
  requireScope(ctx, "admin");
  const { name, scopes, days } = parseInput(TokenInput, input);
  const token = `${TOKEN_MARK}${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  return withTransaction(async (tx) => {
    const [row] = await tx
      .insert(apiToken)
      .values({
        workspaceId: ctx.workspaceId,
        name,
        hash: sha256Hex(token),
        prefix: token.slice(0, PREFIX_LENGTH),
        scopes: [...new Set(scopes)],
        createdBy: ctx.actor.name,
        expiresAt: days === null ? null : sql`now() + make_interval(days => ${days})`,
      })
      .returning();
    if (!row) throw new FaultlineError("internal", "The token was not kept.");
    await emitAudit(tx, ctx, { action: "token.create", entity: "token", entityId: row.id, detail: { name, scopes } });
    return { token, row: rowOf(row) };
  });
}

/** Every token of the workspace, revoked ones last, newest first. Admin only. */
export async function listTokens(ctx: Ctx): Promise<TokenRow[]> {
  requireScope(ctx, "admin");
  const rows = await reader()
    .select()
    .from(apiToken)
    .where(eq(apiToken.workspaceId, ctx.workspaceId))
    .orderBy(sql`${apiToken.revokedAt} is not null`, desc(apiToken.createdAt), apiToken.id);
  return rows.map(rowOf);
}

/** Ends a token at once: the next request with it is refused. Throws not_found. */
export async function revokeToken(ctx: Ctx, id: string): Promise<{ id: string }> {
  requireScope(ctx, "admin");
  const known = z.uuid().safeParse(id);
  if (!known.success) throw new FaultlineError("not_found", "There is no such token.", "/id");
  return withTransaction(async (tx) => {
    const [row] = await tx
      .update(apiToken)
      .set({ revokedAt: sql`coalesce(${apiToken.revokedAt}, now())` })
      .where(and(eq(apiToken.workspaceId, ctx.workspaceId), eq(apiToken.id, known.data)))
      .returning({ id: apiToken.id, name: apiToken.name });
    if (!row) throw new FaultlineError("not_found", "There is no such token.", "/id");
    await emitAudit(tx, ctx, { action: "token.revoke", entity: "token", entityId: row.id, detail: { name: row.name } });
    return { id: row.id };
  });
}

/**
 * Who a bearer token is: a context that can do what its scopes name and nothing else. Throws not_signed_in with the
 * reason; only whoever holds a token learns that it ended. Notes the use, at most once a minute.
 */
export async function tokenContext(token: string): Promise<Ctx> {
  const refuse = (sentence: string) => new FaultlineError("not_signed_in", sentence, "Authorization");
  const wellFormed = token.startsWith(TOKEN_MARK) && token.length <= 200;
  const [row] = wellFormed
    ? await reader()
        .select()
        .from(apiToken)
        .where(eq(apiToken.hash, sha256Hex(token)))
    : [];
  if (!row) throw refuse("This token is not known here: it may be cut short, or belong to another server.");
  const state = stateOf(row, new Date());
  if (state === "revoked") throw refuse(`The token “${row.name}” was revoked. An admin can make a new one.`);
  if (state === "expired")
    throw refuse(
      `The token “${row.name}” ended on ${row.expiresAt?.toISOString().slice(0, 10)}. An admin can make a new one.`,
    );
  await reader()
    .update(apiToken)
    .set({ lastUsedAt: sql`now()` })
    .where(
      and(
        eq(apiToken.workspaceId, row.workspaceId),
        eq(apiToken.id, row.id),
        or(isNull(apiToken.lastUsedAt), lt(apiToken.lastUsedAt, sql`now() - interval '1 minute'`)),
      ),
    );
  return {
    workspaceId: row.workspaceId,
    actor: { kind: "token", id: row.id, name: row.name },
    role: "viewer",
    scope: Scopes.parse(row.scopes),
    requestId: crypto.randomUUID(),
  };
}
