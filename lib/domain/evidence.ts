import { z } from "zod";

/** The spot of a fact in its raw page: a line (`L12`) or a JSON pointer (`/components/3`, `` for the whole page). */
export type FactSpot = { pageId: number; spot: string };

const LINE_SPOT = /^L[1-9][0-9]{0,9}$/;

/** The evidence id of a fact: it names page and spot itself, so facts need no evidence row of their own. */
export function factEvidenceId(pageId: number | null, spot: string | null): string | null {
  return pageId === null ? null : `f${pageId}.${Buffer.from(spot ?? "", "utf8").toString("base64url")}`;
}

/** Page and spot of such an id, or null where the id is of another kind. */
export function readFactEvidenceId(id: string): FactSpot | null {
  const match = /^f([1-9][0-9]{0,9})\.([A-Za-z0-9_-]{0,8192})$/.exec(id);
  return match ? { pageId: Number(match[1]), spot: Buffer.from(match[2] ?? "", "base64url").toString("utf8") } : null;
}

/** How a fact's site is stored as a spot. */
export function spotOf(site: { pointer?: string | undefined; line?: number | undefined }): string {
  return site.line !== undefined && site.pointer === undefined ? `L${site.line}` : (site.pointer ?? "");
}

/** The locator that a spot stands for. */
export function locatorOf(path: string, spot: string): Locator {
  return LINE_SPOT.test(spot)
    ? { kind: "line", path, line: Number(spot.slice(1)), column: 1 }
    : { kind: "pointer", path, pointer: spot };
}

/** Where in a document or file: bytes of a file (or of a member inside it), a JSON pointer, or a line. */
export const Locator = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("bytes"),
    path: z.string(),
    /** Archive members from the outside in, joined by `!`; null for the file itself. */
    member: z.string().nullable(),
    /** Absolute byte in the outer file; null when the member is compressed and has no such byte. */
    offset: z.number().int().nonnegative().nullable(),
    /** Byte inside the member; equals `offset` when there is no member. */
    memberOffset: z.number().int().nonnegative(),
    length: z.number().int().nonnegative(),
  }),
  z.object({ kind: z.literal("pointer"), path: z.string(), pointer: z.string() }),
  z.object({ kind: z.literal("line"), path: z.string(), line: z.number().int().positive(), column: z.number().int() }),
]);
export type Locator = z.infer<typeof Locator>;

export const Engine = z.object({ name: z.string(), version: z.string(), ruleset: z.string() });
export type Engine = z.infer<typeof Engine>;

/**
 * What was found, exactly where, by which engine. Never changed; its id is the sha256 of its canonical JSON,
 * so it holds no time and no run: the same bytes read again give the same evidence.
 */
export const Evidence = z.object({
  /** sha256 of the file or raw page that the locator points into. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  locator: Locator,
  /** One sentence or value, at most 500 characters, from outside: hostile text. */
  found: z.string().max(500),
  engine: Engine,
  /** Present on scanner evidence only. */
  scan: z
    .object({
      rule: z.string(),
      verdict: z.string(),
      severity: z.string(),
      certainty: z.enum(["certain", "likely", "heuristic"]),
      opcode: z.string().optional(),
      import: z.object({ module: z.string(), name: z.string() }).optional(),
      call: z.object({ offset: z.number().int(), opcode: z.string(), argPreview: z.string().optional() }).optional(),
      /** Byte offsets (memberOffset scale) of the operands that made the import, STACK_GLOBAL's strings for example. */
      operandOffsets: z.array(z.number().int()).optional(),
      refs: z.array(z.string()).optional(),
    })
    .optional(),
});
export type Evidence = z.infer<typeof Evidence>;
