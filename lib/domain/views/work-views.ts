import { z } from "zod";
import { Role } from "../access";
import { CollectionOutcome, Quarantined } from "../inventory";
import { AsOf, Facet, pageOf } from "../page";
import { RunState, SourceCategory, Stage, StageProgress } from "../run";
import { Coverage, ScanVerdict } from "../scan";
import { Band } from "../severity";
import { TicketState } from "../ticket";
import { AssetRef, FileRow } from "./asset-views";

export const PersonRef = z.object({ id: z.string(), name: z.string(), email: z.string() });
export type PersonRef = z.infer<typeof PersonRef>;
export const MemberRow = PersonRef.extend({ role: Role, lockedUntil: z.string().nullable(), createdAt: z.string() });
export type MemberRow = z.infer<typeof MemberRow>;

export const TicketRow = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  state: TicketState,
  /** What the newest run says about the findings behind it, apart from what people say. */
  seen: z.object({
    state: z.enum(["still_there", "gone_from_sight", "proven_fixed", "not_checked"]),
    sentence: z.string(),
  }),
  owner: z.string().nullable(),
  assignee: PersonRef.nullable(),
  band: Band,
  scoreTenths: z.number().int(),
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  risks: z.number().int(),
  findings: z.number().int(),
  asset: AssetRef.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type TicketRow = z.infer<typeof TicketRow>;
export const TicketPage = pageOf(TicketRow).extend({
  facets: z.object({ state: z.array(Facet), assignee: z.array(Facet), due: z.array(Facet) }),
});
export type TicketPage = z.infer<typeof TicketPage>;

export const TicketDetail = TicketRow.extend({
  steps: z.array(z.object({ title: z.string(), text: z.string() })),
  riskRows: z.array(z.object({ id: z.string(), title: z.string(), band: Band, scoreTenths: z.number().int() })),
  findingRows: z.array(
    z.object({
      id: z.string(),
      message: z.string(),
      observation: z.string(),
      asset: AssetRef,
      evidenceIds: z.array(z.string()),
    }),
  ),
  comments: z.array(z.object({ id: z.string(), author: z.string(), text: z.string(), at: z.string() })),
  history: z.array(z.object({ at: z.string(), actor: z.string(), text: z.string() })),
  /** Version for optimistic concurrency: send it back with a change; the loser gets a conflict. */
  version: z.number().int(),
  asOf: AsOf,
});
export type TicketDetail = z.infer<typeof TicketDetail>;

export const RunRow = z.object({
  id: z.number().int(),
  key: z.string(),
  sourceId: z.number().int(),
  source: z.string(),
  state: RunState,
  stage: Stage.nullable(),
  progress: z.array(StageProgress),
  /** The file or page in hand right now. From outside: hostile text. */
  now: z.string().nullable(),
  /** The moment it speaks for, and its place in history: null until its facts were applied. */
  at: z.string(),
  record: z.number().int().nullable(),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  error: z.string().nullable(),
  stats: z.object({
    assetsNew: z.number().int(),
    assetsChanged: z.number().int(),
    assetsGone: z.number().int(),
    edgesNew: z.number().int(),
    edgesGone: z.number().int(),
    findingsOpened: z.number().int(),
    findingsClosed: z.number().int(),
    filesScanned: z.number().int(),
    bytesRead: z.number(),
    quarantined: z.number().int(),
    /** How often a stage was taken up again after its worker or the database was lost, or after an error. */
    restarts: z.number().int(),
  }),
});
export type RunRow = z.infer<typeof RunRow>;

export const RunDetail = RunRow.extend({
  scopes: z.array(
    z.object({
      scope: z.string(),
      resourceType: z.string(),
      outcome: CollectionOutcome,
      seen: z.number().int(),
      reason: z.string().nullable(),
    }),
  ),
  quarantined: z.array(Quarantined),
  asOf: AsOf,
});
export type RunDetail = z.infer<typeof RunDetail>;

export const SourceRow = z.object({
  id: z.number().int(),
  name: z.string(),
  connector: z.string(),
  connectorLabel: z.string(),
  category: SourceCategory,
  scope: z.string(),
  state: z.enum(["never_run", "running", "healthy", "partial", "denied", "failed", "stale", "held"]),
  stateWords: z.string(),
  seen: z.object({ ok: z.number().int(), total: z.number().int(), words: z.string() }),
  lastAnswerAt: z.string().nullable(),
  /** Newest last, at most 14. */
  ticks: z.array(CollectionOutcome),
  run: RunRow.nullable(),
  assets: z.number().int(),
});
export type SourceRow = z.infer<typeof SourceRow>;

/** One field of a connector's configuration, from which the form is drawn. */
export const ConfigField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  required: z.boolean(),
  placeholder: z.string(),
});
export const ConnectorCard = z.object({
  id: z.string(),
  label: z.string(),
  category: SourceCategory,
  summary: z.string(),
  reads: z.array(z.string()),
  fields: z.array(ConfigField),
});
export type ConnectorCard = z.infer<typeof ConnectorCard>;

export const SourcesView = z.object({
  asOf: AsOf,
  sources: z.array(SourceRow),
  connectors: z.array(ConnectorCard),
  coverage: z.object({ seen: z.number().int(), total: z.number().int() }),
  denied: z.number().int(),
  stale: z.number().int(),
  running: z.number().int(),
});
export type SourcesView = z.infer<typeof SourcesView>;

export const ScanLedger = z.object({
  asOf: AsOf,
  files: z.array(FileRow.extend({ place: AssetRef.nullable() })),
  next: z.string().nullable(),
  totals: z.object({
    /** Model files; the others (cards, configurations) are counted apart and in no share. */
    files: z.number().int(),
    notModels: z.number().int(),
    byVerdict: z.record(ScanVerdict, z.number().int()),
    coverage: Coverage,
    bytesRead: z.number(),
    queued: z.number().int(),
  }),
});
export type ScanLedger = z.infer<typeof ScanLedger>;

/** What an import did, or would do: interfaces.md's shape of `import --format json`. */
export const ImportReport = z.object({
  documents: z.array(
    z.object({
      path: z.string(),
      kind: z.string().nullable(),
      assets: z.number().int(),
      relations: z.number().int(),
      evidence: z.number().int(),
      findings: z.number().int(),
      quarantined: z.array(z.object({ pointer: z.string(), reason: z.string() })),
      refused: z.string().nullable(),
    }),
  ),
});
export type ImportReport = z.infer<typeof ImportReport>;
