import { z } from "zod";
import { AssetKind, Exposure } from "../asset";
import { FaultLine } from "../fault-line";
import { RelationKind } from "../relation";
import { Band } from "../severity";
import { TicketState } from "../ticket";

/** A URL parameter that may stand for several values, comma separated: `?band=Critical,High`. Unknown words are refused. */
function listOf<T extends z.ZodType<string, string>>(word: T) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((v) => (Array.isArray(v) ? v : v.split(",")).map((s) => s.trim()).filter(Boolean))
    .pipe(z.array(word))
    .optional();
}
const Words = listOf(z.string().max(200));
const Paging = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** Filters of the risk list, named like the screen's URL parameters. `q` matches title, asset name and key. */
export const RiskQuery = z.object({
  ...Paging,
  q: z.string().max(200).optional(),
  band: listOf(Band),
  line: listOf(FaultLine),
  exposure: listOf(Exposure),
  due: listOf(z.enum(["overdue", "week", "later"])),
  owner: Words,
  evidence: listOf(z.enum(["verified", "observed", "declared", "inferred"])),
  rule: Words,
  asset: z.coerce.number().int().optional(),
  status: z.enum(["open", "closed"]).default("open"),
  isNew: z.enum(["true"]).optional(),
});
export type RiskQuery = z.infer<typeof RiskQuery>;

/** `?asOf=`: a run's key or number, or a time; absent = now. */
const AsOfText = z.string().max(200).optional();

/** Orders of the asset list: worst score, most downstream, fewest hops to sensitive data. */
export const ASSET_SORTS = ["score", "blast", "sensitive"] as const;

/** `q` is a search line: words of the name, and terms like `kind:model -owner:ops` (lib/domain/search.ts). */
export const AssetQuery = z.object({
  ...Paging,
  q: z.string().max(500).optional(),
  kind: listOf(AssetKind),
  owner: Words,
  source: Words,
  band: listOf(Band),
  /** Only what its sources do not agree on. */
  disagree: z.enum(["true"]).optional(),
  sort: z.enum(ASSET_SORTS).default("score"),
  asOf: AsOfText,
});
export type AssetQuery = z.infer<typeof AssetQuery>;

export const TicketQuery = z.object({
  ...Paging,
  q: z.string().max(200).optional(),
  state: listOf(TicketState),
  /** A person's id, `me`, or `none`. */
  assignee: z.string().max(60).optional(),
  due: listOf(z.enum(["overdue", "week", "later"])),
});
export type TicketQuery = z.infer<typeof TicketQuery>;

export const FindingQuery = z.object({
  ...Paging,
  rule: Words,
  asset: z.coerce.number().int().optional(),
  observation: listOf(z.enum(["open", "fixed", "gone", "superseded"])),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

export const LineageQuery = z.object({
  direction: z.enum(["upstream", "downstream", "both"]).default("both"),
  depth: z.coerce.number().int().min(1).max(16).default(8),
  asOf: AsOfText,
});
/** A verb that tells of now unless a moment is asked for. */
export const PastQuery = z.object({ asOf: AsOfText });
export type LineageQuery = z.infer<typeof LineageQuery>;

/** Two assets and what may join them. */
export const PathQuery = z.object({
  from: z.coerce.number().int().min(1).max(2_147_483_647),
  to: z.coerce.number().int().min(1).max(2_147_483_647),
  over: z.enum(["impact", "attack", "any"]).default("any"),
});
export type PathQuery = z.infer<typeof PathQuery>;

export const ExposedQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });

export const NeighbourhoodQuery = z.object({
  hops: z.coerce.number().int().min(1).max(6).default(2),
  /** Siblings of one parent and relation that are drawn before the family is collapsed. */
  family: z.coerce.number().int().min(1).max(200).default(12),
  limit: z.coerce.number().int().min(2).max(2_000).default(400),
});

export const SiblingsQuery = z.object({
  relation: RelationKind,
  outgoing: z.enum(["true", "false"]),
  ...Paging,
});

export const RecallQuery = z.object({ ...Paging, limit: z.coerce.number().int().min(1).max(1_000).default(100) });

export const RankedQuery = z.object({ ...Paging, by: z.enum(["blast", "sensitive"]).default("blast") });

export const ScanQuery = z.object({
  ...Paging,
  verdict: listOf(z.enum(["malicious", "suspicious", "error", "not_scanned", "clean"])),
});
export type ScanQuery = z.infer<typeof ScanQuery>;

/** What people may send. */
export const CreateTicketInput = z.object({ fixUnitId: z.string(), assigneeId: z.uuid().nullable().optional() });
export const AssignTicketInput = z.object({
  ticketId: z.string(),
  assigneeId: z.uuid().nullable(),
  version: z.number().int(),
});
export const TicketStateInput = z.object({ ticketId: z.string(), state: TicketState, version: z.number().int() });
export const TicketDueInput = z.object({
  ticketId: z.string(),
  dueAt: z.iso.datetime().nullable(),
  version: z.number().int(),
});
export const TicketCommentInput = z.object({
  ticketId: z.string(),
  text: z.string().trim().min(1, "A comment needs words.").max(4_000, "A comment has at most 4,000 characters."),
});
export const TriageInput = z.object({
  findingId: z.string(),
  triage: z.enum(["new", "confirmed", "false_positive"]),
});
