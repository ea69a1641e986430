import { z } from "zod";
import { Exposure } from "../asset";
import { FaultLine } from "../fault-line";
import { Confidence, Hazard, Observation, Threat, Triage } from "../finding";
import { JsonObject } from "../json";
import { AsOf, Facet, pageOf } from "../page";
import { EvidenceClass } from "../relation";
import { Band, Severity } from "../severity";
import { TicketState } from "../ticket";
import { AssetRef, EvidenceView } from "./asset-views";

export const RiskRow = z.object({
  id: z.string(),
  /** Plain language about this one risk, never an id or a rule name. */
  title: z.string(),
  ruleId: z.string(),
  faultLine: FaultLine,
  asset: AssetRef,
  band: Band,
  severity: Severity,
  scoreTenths: z.number().int(),
  exploited: z.boolean(),
  /** The two strongest reasons, in words. */
  reasons: z.array(z.string()),
  exposure: Exposure,
  owner: z.string().nullable(),
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  firstSeenAt: z.string(),
  isNew: z.boolean(),
  status: z.enum(["open", "closed"]),
  ticket: z.object({ id: z.string(), state: TicketState }).nullable(),
  /** Fault lines of the assets it touches, in order from root to end. */
  crosses: z.array(FaultLine),
  /** Points of overall posture that closing it would give back. */
  gain: z.number(),
});
export type RiskRow = z.infer<typeof RiskRow>;

export const RiskPage = pageOf(RiskRow).extend({
  facets: z.object({
    band: z.array(Facet),
    faultLine: z.array(Facet),
    exposure: z.array(Facet),
    due: z.array(Facet),
    owner: z.array(Facet),
    evidence: z.array(Facet),
    rule: z.array(Facet),
  }),
  /** True where a count under the standing filters stopped at 10,000 rows. */
  facetsCapped: z.boolean(),
});
export type RiskPage = z.infer<typeof RiskPage>;

export const FactorView = z.object({
  factor: z.enum(["s", "t", "x", "v", "k", "a"]),
  name: z.string(),
  /** As printed in the multiplication, e.g. "0.925". */
  value: z.string(),
  sentence: z.string(),
  /** The row that says so: an asset, an evidence, a rule; null where the score assumed it, and then the sentence says so. */
  source: z.object({ label: z.string(), href: z.string().nullable() }).nullable(),
});
export type FactorView = z.infer<typeof FactorView>;

export const FixView = z.object({
  id: z.string(),
  title: z.string(),
  steps: z.array(z.object({ title: z.string(), text: z.string() })),
  findings: z.number().int(),
  ticket: z.object({ id: z.string(), state: TicketState, owner: z.string().nullable() }).nullable(),
});
export type FixView = z.infer<typeof FixView>;

export const RiskDetail = RiskRow.extend({
  summary: z.string(),
  hazard: Hazard,
  threat: Threat,
  confidence: Confidence.nullable(),
  factors: z.array(FactorView),
  guard: z.object({ id: z.string(), sentence: z.string() }).nullable(),
  formulaVersion: z.string(),
  /** The exact document for `faultline score -`: anyone can replay the number. */
  inputs: JsonObject,
  findingId: z.string(),
  lowers: z.array(z.object({ change: z.string(), scoreTenths: z.number().int(), band: Band })),
  members: z.array(
    z.object({
      asset: AssetRef,
      tau: z.number(),
      scoreTenths: z.number().int(),
      band: Band,
      via: z.string().nullable(),
      root: z.boolean(),
    }),
  ),
  hops: z.array(z.object({ asset: AssetRef, words: z.string().nullable(), class: EvidenceClass.nullable() })),
  evidence: z.array(EvidenceView.pick({ id: true, path: true, member: true, found: true, severity: true })),
  fixes: z.array(FixView),
  references: z.array(z.object({ label: z.string() })),
  triage: Triage,
  history: z.array(z.object({ at: z.string(), actor: z.string(), text: z.string() })),
  neighbours: z.object({
    position: z.number().int(),
    total: z.number().int(),
    previous: z.string().nullable(),
    next: z.string().nullable(),
  }),
  asOf: AsOf,
});
export type RiskDetail = z.infer<typeof RiskDetail>;

export const FindingRow = z.object({
  id: z.string(),
  ruleId: z.string(),
  asset: AssetRef,
  severity: Severity,
  observation: Observation,
  triage: Triage,
  exceptionId: z.string().nullable(),
  riskId: z.string().nullable(),
  message: z.string(),
  evidenceIds: z.array(z.string()),
  firstSeenAt: z.string(),
});
export type FindingRow = z.infer<typeof FindingRow>;
export const FindingPage = pageOf(FindingRow);
export type FindingPage = z.infer<typeof FindingPage>;

export const RuleRow = z.object({
  id: z.string(),
  version: z.number().int(),
  faultLine: FaultLine,
  severity: Severity,
  hazard: Hazard,
  title: z.string(),
  risk: z.string(),
  remediation: z.array(z.string()),
  population: z.number().int().nullable(),
  pass: z.number().int().nullable(),
  fail: z.number().int().nullable(),
  inconclusive: z.number().int().nullable(),
  controls: z.record(z.string(), z.array(z.string())),
});
export type RuleRow = z.infer<typeof RuleRow>;

const LineSummary = z.object({
  faultLine: FaultLine,
  assets: z.number().int(),
  /** A second count in words: "61 MCP servers", "96 deployed". */
  detail: z.string(),
  open: z.record(Band, z.number().int()),
  posture: z.number().nullable(),
  delta: z.number().nullable(),
  trend: z.array(z.object({ at: z.string(), posture: z.number().nullable() })),
  observed: z.object({ seen: z.number().int(), total: z.number().int(), reason: z.string().nullable() }),
});

export const Overview = z.object({
  asOf: AsOf,
  state: z.enum(["unconnected", "never-run", "running", "ready"]),
  verdict: z.object({
    sentence: z.string(),
    act: z.object({ text: z.string(), href: z.string(), label: z.string() }).nullable(),
  }),
  answers: z.object({
    safer: z.object({
      word: z.string(),
      posture: z.number().nullable(),
      postureWord: z.string().nullable(),
      detail: z.string(),
      note: z.string(),
    }),
    worst: z.object({ line: FaultLine.nullable(), posture: z.number().nullable(), detail: z.string() }),
    who: z.object({ word: z.string(), detail: z.string(), note: z.string(), href: z.string() }),
    unseen: z.object({ word: z.string(), detail: z.string(), note: z.string() }),
  }),
  strata: z.array(LineSummary),
  posture: z.number().nullable(),
  openRisks: z.number().int(),
  decide: z.array(RiskRow),
  movement: z.array(
    z.object({
      at: z.string(),
      label: z.string(),
      opened: z.number().int(),
      proven: z.number().int(),
      closedNoProof: z.number().int(),
      running: z.boolean(),
    }),
  ),
  cannotSee: z.array(
    z.object({
      faultLine: FaultLine.nullable(),
      title: z.string(),
      detail: z.string(),
      /** The share that was seen, 0 to 1. null = not known. */
      share: z.number().nullable(),
      href: z.string(),
    }),
  ),
  staleSources: z.object({ stale: z.number().int(), total: z.number().int() }),
});
export type Overview = z.infer<typeof Overview>;
