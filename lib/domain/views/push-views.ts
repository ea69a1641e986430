import { z } from "zod";
import { CollectionOutcome } from "../inventory";
import { RunState } from "../run";

/** How the sender's own collection of one (scope, resource type) ended: only `complete` closes what did not come. */
export const PushScope = z
  .strictObject({
    scope: z.string().max(500).default(""),
    resourceType: z.string().max(200).default(""),
    outcome: CollectionOutcome.default("complete"),
    reason: z.string().max(1_000).nullable().default(null),
  })
  .refine((s) => s.outcome === "complete" || s.reason !== null, {
    error: "Say in `reason` what is missing and how to get it.",
    path: ["reason"],
  });
export type PushScope = z.infer<typeof PushScope>;

export const PushKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "An idempotency key has 1 to 200 printable characters and no space.");

export const PushSourceName = z
  .string({ error: "Name the source that this inventory is of: source=NAME." })
  .trim()
  .min(1, "Name the source that this inventory is of.")
  .max(120, "A source's name has at most 120 characters.");

export const StartPushInput = z.strictObject({
  source: PushSourceName.describe("The source by its name; made on first use."),
  key: PushKey.optional().describe("The same key again is the same push. The header Idempotency-Key says it too."),
  scopes: z
    .array(PushScope)
    .min(1, "A push has at least one scope.")
    .max(1_000)
    .default([{ scope: "", resourceType: "", outcome: "complete", reason: null }])
    .describe("Without it: one scope, the whole push, complete."),
});
export type StartPushInput = z.input<typeof StartPushInput>;

/** A record that could not be used. `line` counts from 1 in the push as a whole; null = it is about no single line. */
export const PushError = z.object({ line: z.number().int().positive().nullable(), reason: z.string() });
export type PushError = z.infer<typeof PushError>;

export const PushView = z.object({
  id: z.string(),
  key: z.string(),
  source: z.object({ id: z.number().int(), name: z.string() }),
  state: z.enum(["open", "complete", "abandoned"]),
  received: z.number().describe("Uncompressed bytes taken so far: the offset of the next one."),
  records: z
    .number()
    .int()
    .describe("Lines kept so far that hold something; the last few may still wait for their rest."),
  errors: z.array(PushError).describe("The first 100 records that could not be used."),
  errorCount: z.number().int(),
  run: z
    .object({
      id: z.number().int(),
      key: z.string(),
      state: RunState,
      error: z.string().nullable(),
      assetsNew: z.number().int(),
      assetsChanged: z.number().int(),
      assetsGone: z.number().int(),
      edgesNew: z.number().int(),
      edgesGone: z.number().int(),
    })
    .nullable()
    .describe("What was made of it, once it is complete."),
  newest: z.boolean().describe("False when another push of the source was completed after this one."),
});
export type PushView = z.infer<typeof PushView>;
