import { z } from "zod";

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
