import { parse } from "yaml";
import { z } from "zod";
import { sha256Hex } from "@/lib/domain/digest";
import { showText } from "@/lib/domain/text";
import { TargetError } from "./scan-targets";

const MAX_BYTES = 4 * 1024 * 1024;

const reason = z.string().trim().min(3).max(500);
const expires = z.iso.date();
const Entry = z.union([
  z.strictObject({
    import: z.strictObject({ module: z.string().min(1).max(500), name: z.string().min(1).max(500) }),
    reason,
    expires,
  }),
  z.strictObject({ rule: z.string().min(1).max(200), sha256: z.string().regex(/^[0-9a-f]{64}$/), reason, expires }),
]);
type Entry = z.infer<typeof Entry>;
const AllowFile = z.strictObject({ allow: z.array(z.unknown()).max(10_000) });

export type AllowList = { path: string; digest: string; entries: Entry[]; expired: Entry[] };

/** Reads a list; an entry that is wrong is a refusal of the whole, since a typing error must not allow or forbid in silence. */
export function parseAllowList(path: string, bytes: Buffer | null, today: string): AllowList {
  const where = showText(path, 200);
  if (bytes === null) throw new TargetError(`${where}: the allow list cannot be read.`);
  if (bytes.length > MAX_BYTES) throw new TargetError(`${where}: an allow list has at most ${MAX_BYTES} bytes.`);
  let value: unknown;
  try {
    value = parse(bytes.toString("utf8"), { maxAliasCount: 0 });
  } catch (error) {
    const first = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new TargetError(`${where}: this is neither YAML nor JSON (${showText(first, 160)})`);
  }
  const file = AllowFile.safeParse(value);
  if (!file.success) throw new TargetError(`${where}: an allow list is one key, allow, with a list of entries.`);
  const entries: Entry[] = [];
  const expired: Entry[] = [];
  for (const [index, raw] of file.data.allow.entries()) {
    const entry = Entry.safeParse(raw);
    if (!entry.success)
      throw new TargetError(
        `${where}: entry ${index + 1} needs reason, expires (YYYY-MM-DD) and either import with module and name, or rule and sha256.`,
      );
    (entry.data.expires < today ? expired : entries).push(entry.data);
  }
  return { path, digest: sha256Hex(bytes), entries, expired };
}
