import { BANDS, EXPOSURES } from "@/db/enums";
import type { AssetKind, Exposure, Level } from "@/lib/domain/asset";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Confidence, Hazard, Threat } from "@/lib/domain/finding";
import type { EvidenceClass } from "@/lib/domain/relation";
import type { Band, Severity } from "@/lib/domain/severity";
import type { Graph } from "@/lib/graph/graph";
import { hazardMembers } from "@/lib/graph/hazard-members";
import type { Levels } from "@/lib/graph/levels";
import type { Exact } from "./exact";
import { type Explanation, explainScore } from "./explain";
import type { Age } from "./factors";
import { isTransmissible } from "./hazard";
import { type LineageAsset, type LineageInput, scoreLineage } from "./lineage";
import { whatLowers } from "./lower";
import { layerSums, type PostureItem, postureGain } from "./posture";
import { crossesOf, ownerOf, reasonsOf, weakestClass } from "./rank-facts";
import { exploitedPart, type FindingInput, scoreFinding } from "./score";
import { ageFactor, slaDue, slaMs } from "./sla";

/** An open finding as ranking needs it; `key` is its fingerprint and becomes the risk's. */
export type RankFinding = {
  key: string;
  ruleId: string;
  faultLine: FaultLine;
  hazard: Hazard;
  assetId: number;
  severity: Severity;
  threat: Threat;
  confidence: Confidence | null;
  title: string;
  message: string;
  path: readonly number[];
  firstSeenAt: Date;
};

/** What an earlier run knew of the same risk: its clock runs on while its class does not get worse. */
export type Previous = { slaBand: Band; exploited: boolean; classSince: Date };

type RankedMember = {
  assetId: number;
  tau: number;
  exact: Exact;
  scoreTenths: number;
  band: Band;
  via: number | null;
};

export type RankedRisk = {
  finding: RankFinding;
  atAsset: number;
  exposure: Exposure;
  owner: string | null;
  scoreTenths: number;
  scoreExact: number;
  exploitedExact: number;
  band: Band;
  slaBand: Band;
  classSince: Date;
  dueAt: Date | null;
  overdue: boolean;
  /** exploited, band, overdue and score packed, greater first: one integer sorts the queue. */
  queueRank: number;
  gain: number;
  evidenceClass: EvidenceClass;
  reasons: string[];
  crosses: FaultLine[];
  members: RankedMember[];
  explanation: Explanation;
  lowers: { change: string; scoreTenths: number; band: Band }[];
  /** The exact document for `faultline score -`. */
  inputs: { findings?: unknown[]; lineage?: unknown[] };
  item: PostureItem;
};

/** Value levels nobody states are scored 2, and the panel says so (risk-score §2). */
const ASSUMED_LEVEL: Level = 2;

type Scored = Pick<
  RankedRisk,
  | "atAsset"
  | "scoreTenths"
  | "scoreExact"
  | "exploitedExact"
  | "band"
  | "slaBand"
  | "members"
  | "explanation"
  | "lowers"
  | "inputs"
  | "item"
> & { exploited: boolean };

/** Scores every open finding with what it reaches, and what closing each would give back to overall posture. */
export function rankRisks(
  graph: Graph,
  levels: Levels,
  findings: readonly RankFinding[],
  previous: ReadonlyMap<string, Previous>,
  now: Date,
): RankedRisk[] {
  const ranked = findings.flatMap((finding) => rankOne(graph, levels, finding, previous.get(finding.key), now) ?? []);
  const sums = layerSums(ranked.map((r) => r.item));
  for (const risk of ranked) risk.gain = postureGain(sums, risk.item);
  return ranked.sort(
    (a, b) => b.queueRank - a.queueRank || a.finding.firstSeenAt.getTime() - b.finding.firstSeenAt.getTime(),
  );
}

function rankOne(
  graph: Graph,
  levels: Levels,
  finding: RankFinding,
  previous: Previous | undefined,
  now: Date,
): RankedRisk | null {
  const root = graph.assets.get(finding.assetId);
  if (!root) return null;
  const score = (age: Age) =>
    isGroup(finding, root.kind) ? scoreGroup(graph, levels, finding, age) : scoreSingle(levels, finding, age);
  // The class is read with age left out, so that being late never restarts the clock.
  const fresh = score("in_sla");
  if (!fresh) return null;
  const worse =
    previous === undefined ||
    BANDS[fresh.slaBand] > BANDS[previous.slaBand] ||
    (fresh.exploited && !previous.exploited);
  const classSince = previous === undefined ? finding.firstSeenAt : worse ? now : previous.classSince;
  const term = slaMs(fresh.slaBand, fresh.exploited);
  const dueAt = slaDue(fresh.slaBand, fresh.exploited, classSince);
  const age = ageFactor(dueAt, now, term);
  const scored = age === "in_sla" ? fresh : score(age);
  if (!scored) return null;
  const at = levels.get(scored.atAsset);
  const overdue = age !== "in_sla";
  return {
    ...scored,
    finding,
    slaBand: fresh.slaBand,
    exposure: at?.exposure ?? "unknown",
    owner: ownerOf(graph, [scored.atAsset, finding.assetId, ...scored.members.map((m) => m.assetId), ...finding.path]),
    classSince,
    dueAt,
    overdue,
    queueRank:
      (scored.exploited ? 100_000 : 0) + BANDS[scored.band] * 10_000 + (overdue ? 5_000 : 0) + scored.scoreTenths,
    gain: 0,
    evidenceClass: weakestClass(graph, finding),
    reasons: reasonsOf(graph, finding, at),
    crosses: crossesOf(graph, finding),
  };
}

function isGroup(finding: RankFinding, kind: AssetKind): boolean {
  return isTransmissible(finding.hazard) && (kind === "model" || kind === "dataset" || kind === "artifact");
}

function level(value: number | null | undefined): Level {
  return value === 0 || value === 1 || value === 2 || value === 3 || value === 4 ? value : ASSUMED_LEVEL;
}

function scoreSingle(levels: Levels, finding: RankFinding, age: Age): Scored | null {
  const own = levels.get(finding.assetId);
  const input: FindingInput = {
    severity: finding.severity,
    threat: finding.threat,
    exposure: own?.exposure ?? "unknown",
    data: level(own?.data),
    criticality: level(own?.criticality),
    blast: own?.blast ?? 0,
    age,
    ...(finding.confidence ? { verdict: finding.confidence } : {}),
  };
  const score = scoreFinding(input);
  const item = { score: score.exact.toNumber(), exploitedScore: exploitedPart(score).toNumber() };
  return {
    atAsset: finding.assetId,
    scoreTenths: score.scoreTenths,
    scoreExact: item.score,
    exploitedExact: item.exploitedScore,
    exploited: score.exploited,
    band: score.band,
    slaBand: score.slaBand,
    members: [
      {
        assetId: finding.assetId,
        tau: 1,
        exact: score.exact,
        scoreTenths: score.scoreTenths,
        band: score.band,
        via: null,
      },
    ],
    explanation: explainScore(input, score),
    lowers: whatLowers(input, []).map((l) => ({ change: l.label, scoreTenths: l.scoreTenths, band: l.band })),
    inputs: { findings: [{ id: finding.key, ...input }] },
    item,
  };
}

function scoreGroup(graph: Graph, levels: Levels, finding: RankFinding, age: Age): Scored | null {
  const family = hazardMembers(graph, finding.assetId, finding.hazard);
  const assets = new Map<string, LineageAsset>();
  const closed: string[] = [];
  for (const id of family.members) {
    const asset = graph.assets.get(id);
    const own = levels.get(id);
    if (!asset || !own) continue;
    if (!asset.open) closed.push(String(id));
    assets.set(String(id), {
      exposure: own.exposure,
      data: level(own.data),
      criticality: level(own.criticality),
      production: asset.kind !== "artifact" && own.production,
      age,
    });
  }
  const input: LineageInput = {
    root: String(finding.assetId),
    hazard: finding.hazard,
    severity: finding.severity,
    threat: finding.threat,
    edges: family.edges.map(([child, parent, relation]) => [String(child), String(parent), relation] as const),
    assets,
    closed,
    ...(finding.confidence ? { verdict: finding.confidence } : {}),
  };
  const { group, nodes, item } = scoreLineage(input);
  if (!group || !item) return null;
  return {
    atAsset: Number(group.at),
    scoreTenths: group.scoreTenths,
    scoreExact: item.score,
    exploitedExact: item.exploitedScore,
    exploited: group.worst.exploited,
    band: group.band,
    slaBand: group.worst.slaBand,
    members: [...nodes].map(([id, node]) => {
      const parent = node.via.at(-2);
      return {
        assetId: Number(id),
        tau: node.tau.toNumber(),
        exact: node.exact,
        scoreTenths: node.scoreTenths,
        band: node.band,
        via: parent === undefined ? null : Number(parent),
      };
    }),
    explanation: explainScore(group.input, group.worst, {}),
    lowers: groupLowers(input),
    inputs: { lineage: [{ id: finding.key, ...input, assets: Object.fromEntries(assets) }] },
    item,
  };
}

const GROUP_CHANGES: readonly { exposure: Exposure; change: string }[] = [
  { exposure: "X2", change: "Make every place reachable from the inside only" },
  { exposure: "X1", change: "Stop everything that loads it" },
  { exposure: "X0", change: "Quarantine it everywhere" },
];

/** What one change to all members would make of the group's score; changes that lower nothing are left out. */
function groupLowers(input: LineageInput): Scored["lowers"] {
  const now = scoreLineage(input).group?.scoreTenths ?? 0;
  return GROUP_CHANGES.flatMap(({ exposure, change }) => {
    const assets = new Map(
      [...input.assets].map(([id, asset]) => [
        id,
        EXPOSURES[asset.exposure] > EXPOSURES[exposure] || asset.exposure === "unknown"
          ? { ...asset, exposure }
          : asset,
      ]),
    );
    const group = scoreLineage({ ...input, assets }).group;
    return group && group.scoreTenths < now ? [{ change, scoreTenths: group.scoreTenths, band: group.band }] : [];
  });
}
