import { z } from "zod";
import { QUARANTINE_STATES } from "@/db/enums";
import { wordsOf } from "../codes";
import { CollectionOutcome } from "../inventory";
import { AsOf } from "../page";
import { RunState } from "../run";
import { AssetRef } from "./asset-views";

const Cursor = z.string().max(3_000).optional();
const Limit = z.coerce.number().int().min(1).max(200).default(50);

export const QuarantineState = z.enum(wordsOf(QUARANTINE_STATES));
export type QuarantineState = z.infer<typeof QuarantineState>;

export const SetAsideQuery = z.object({ cursor: Cursor, limit: Limit, state: QuarantineState.optional() });

/** A record that a run set aside. Path, pointer, reason and record come from outside: hostile text. */
export const SetAsideRow = z.object({
  seq: z.number().int(),
  path: z.string(),
  pointer: z.string().describe("A line of the push, or a JSON pointer into the document."),
  reason: z.string(),
  record: z.string().nullable().describe("As sent; null where it was too long to keep, or is part of a kept document."),
  state: QuarantineState,
  replayRun: z.object({ id: z.number().int(), key: z.string(), state: RunState }).nullable(),
});
export type SetAsideRow = z.infer<typeof SetAsideRow>;

export const SetAsidePage = z.object({
  rows: z.array(SetAsideRow),
  next: z.string().nullable(),
  counts: z.object({ waiting: z.number().int(), replayed: z.number().int(), dismissed: z.number().int() }),
  /** How many that wait can be read again; the others have no record of their own. */
  replayable: z.number().int(),
  asOf: AsOf,
});
export type SetAsidePage = z.infer<typeof SetAsidePage>;

/** Which records of the run; without `seqs` all that wait. */
const Seqs = z.array(z.number().int().min(0)).min(1).max(1_000).optional();
export const ReplayInput = z.strictObject({ seqs: Seqs });
export const DismissInput = z.strictObject({ seqs: Seqs, undo: z.boolean().default(false) });

export const ReplayAnswer = z.object({
  runId: z.number().int().nullable().describe("The run that takes them in; null where none could be used."),
  replayed: z.number().int(),
  still: z
    .array(z.object({ seq: z.number().int(), reason: z.string() }))
    .describe("What still cannot be used, and why."),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

export const HeldQuery = z.object({
  cursor: Cursor,
  limit: Limit,
  scope: z.string().max(500).optional(),
  resourceType: z.string().max(200).optional(),
});

/** What a held run would close, per scope and resource type, and which assets that are. */
export const HeldChanges = z.object({
  runId: z.number().int(),
  scopes: z.array(
    z.object({
      scope: z.string(),
      resourceType: z.string(),
      known: z.number().int().describe("Assets that the source knows there now."),
      gone: z.number().int(),
      tooMuch: z
        .boolean()
        .describe("False where so few would close that this scope alone would not have held the run."),
      /** How the newest runs before it ended for this scope, newest first. */
      before: z.array(
        z.object({
          runId: z.number().int(),
          key: z.string(),
          at: z.string(),
          state: RunState,
          outcome: CollectionOutcome.nullable(),
          seen: z.number().int(),
        }),
      ),
    }),
  ),
  rows: z.array(
    z.object({
      asset: AssetRef,
      scope: z.string(),
      resourceType: z.string(),
      elsewhere: z.number().int().describe("Other sources that still see it: it then stays open."),
      openRisks: z.number().int(),
    }),
  ),
  next: z.string().nullable(),
  total: z.number().int(),
  asOf: AsOf,
});
export type HeldChanges = z.infer<typeof HeldChanges>;
