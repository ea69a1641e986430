import type { Exposure, Level } from "@/lib/domain/asset";
import { FaultlineError } from "@/lib/domain/errors";
import type { Confidence, Hazard, Threat } from "@/lib/domain/finding";
import type { Severity } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import { type Hops, type Step, strongestPaths } from "./best-path";
import { type Exact, maxOf, ZERO } from "./exact";
import { explainScore } from "./explain";
import { type Age, BLAST_FULL_QUARTERS, BLAST_WEIGHT_QUARTERS, blastLevel, type Control } from "./factors";
import { hopTau, TAU_CUT } from "./hazard";
import { type PostureItem, posture } from "./posture";
import { exploitedPart, type FindingInput, type FindingScore, type GuardId, scoreInherited } from "./score";

/** What a member brings of its own; severity, threat and confidence come from the root finding. */
export type LineageAsset = {
  exposure: Exposure;
  data: Level;
  criticality: Level;
  /** Weighs 1 in blast radius; everything else, files included, 0.25. */
  production: boolean;
  controls?: readonly Control[] | undefined;
  age?: Age | undefined;
};

/** One root finding with a transmissible hazard and the lineage below it. */
export type LineageInput = {
  /** The asset the finding stands on. */
  root: string;
  hazard: Hazard;
  severity: Severity;
  threat: Threat;
  verdict?: Confidence | undefined;
  /** [child, parent, relation]; a relation the table does not have passes nothing on. */
  edges: readonly (readonly [string, string, string])[];
  assets: ReadonlyMap<string, LineageAsset>;
  /** Retired or cleaned members: they pass the hazard on but are neither listed nor counted. */
  closed?: readonly string[] | undefined;
};

/** One open member, scored on its own: what the child row shows. */
type LineageNode = FindingScore & {
  tau: Exact;
  /** Level B of what this member itself passes the hazard to. */
  blast: Level;
  input: FindingInput;
  /** Asset ids from the root to this member along the strongest path, both ends included; built when read. */
  readonly via: readonly string[];
  /** One sentence a factor; built when read. */
  readonly sentences: readonly string[];
};

type LineageGroup = {
  /** The member with the greatest R when the whole incident is the blast radius. */
  at: string;
  worst: FindingScore;
  input: FindingInput;
  tau: Exact;
  exact: Exact;
  scoreTenths: number;
  band: FindingScore["band"];
  guard: GuardId | null;
  /** RE: the greatest R among members with t exactly 1, else 0. */
  exploitedExact: Exact;
  exploitedTenths: number;
};

export type LineageScore = {
  /** Exactly the open members with tau of at least 0.5, in id order. */
  nodes: ReadonlyMap<string, LineageNode>;
  /** Null where nobody is open any more. */
  group: LineageGroup | null;
  /** The one item posture counts for all of this, or null. */
  item: PostureItem | null;
  /** Posture if this group were all there is, in tenths. */
  postureTenths: number;
};

type Family = {
  ids: readonly string[];
  hops: Hops;
  assets: readonly LineageAsset[];
  root: number;
  closed: Set<number>;
};

/**
 * Scores a root finding with all it reaches as one group. Throws FaultlineError invalid_input, with a pointer into
 * the input, where an edge, the root or a closed id names an asset that is not given.
 */
export function scoreLineage(input: LineageInput): LineageScore {
  const family = readFamily(input);
  const members = [...strongestPaths(family.hops, family.root)];
  const open = members.filter((m) => !family.closed.has(m.node)).sort((a, b) => a.node - b.node);
  const openNodes = new Set(open.map((m) => m.node));
  const byNode = new Map(members.map((m) => [m.node, m]));
  const nodes = new Map<string, LineageNode>();
  for (const member of open) {
    const blast = blastLevel(reachQuarters(family, member.node, openNodes));
    nodes.set(idOf(family, member.node), nodeRow(input, family, member, blast, byNode));
  }
  const group = scoreGroup(input, family, open);
  const item =
    group === null ? null : { score: group.exact.toNumber(), exploitedScore: group.exploitedExact.toNumber() };
  return { nodes, group, item, postureTenths: posture(item === null ? [] : [item]).postureTenths };
}

function scoreGroup(input: LineageInput, family: Family, open: readonly Step[]): LineageGroup | null {
  const total = open.reduce((sum, member) => sum + weightQuarters(family, member.node), 0);
  let group: Pick<LineageGroup, "at" | "worst" | "input" | "tau"> | null = null;
  let exploitedExact = ZERO;
  for (const member of open) {
    const blast = blastLevel(total - weightQuarters(family, member.node));
    const memberInput = inputOf(input, assetOf(family, member.node), blast);
    const worst = scoreInherited(memberInput, member.tau);
    exploitedExact = maxOf(exploitedExact, exploitedPart(worst));
    // Members come in id order, so only a strictly greater score takes over and the smallest id wins a tie.
    if (group === null || worst.exact.compare(group.worst.exact) > 0)
      group = { at: idOf(family, member.node), worst, input: memberInput, tau: member.tau };
  }
  if (group === null) return null;
  const { exact, scoreTenths, band, guard } = group.worst;
  return { ...group, exact, scoreTenths, band, guard, exploitedExact, exploitedTenths: exploitedExact.roundHalfUp(1) };
}

function nodeRow(
  input: LineageInput,
  family: Family,
  member: Step,
  blast: Level,
  byNode: ReadonlyMap<number, Step>,
): LineageNode {
  const rowInput = inputOf(input, assetOf(family, member.node), blast);
  const score = scoreInherited(rowInput, member.tau);
  return {
    ...score,
    tau: member.tau,
    blast,
    input: rowInput,
    get via() {
      return pathTo(family, member, byNode);
    },
    get sentences() {
      const inherited = member.node === family.root ? undefined : { tau: member.tau, via: this.via };
      return explainScore(rowInput, score, { inherited }).sentences;
    },
  };
}

function pathTo(family: Family, member: Step, byNode: ReadonlyMap<number, Step>): string[] {
  const via: string[] = [];
  for (let step: Step | undefined = member; step !== undefined; ) {
    via.push(idOf(family, step.node));
    step = step.parent === null ? undefined : byNode.get(step.parent);
  }
  return via.reverse();
}

/** Weight in quarters of the open members that `node` itself hands the hazard to, counted up to where B is full. */
function reachQuarters(family: Family, node: number, open: ReadonlySet<number>): number {
  let quarters = 0;
  for (const step of strongestPaths(family.hops, node)) {
    if (step.node === node || !open.has(step.node)) continue;
    quarters += weightQuarters(family, step.node);
    if (quarters >= BLAST_FULL_QUARTERS) break;
  }
  return quarters;
}

function inputOf(finding: LineageInput, asset: LineageAsset, blast: Level): FindingInput {
  return {
    severity: finding.severity,
    threat: finding.threat,
    verdict: finding.verdict,
    exposure: asset.exposure,
    data: asset.data,
    criticality: asset.criticality,
    blast,
    controls: asset.controls,
    age: asset.age,
  };
}

function readFamily(input: LineageInput): Family {
  // Numbers follow id order, so "smallest id" is "smallest number" everywhere below.
  const ids = [...input.assets.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const numberOf = (id: string, pointer: string): number => {
    const number = numbers.get(id);
    if (number !== undefined) return number;
    throw new FaultlineError(
      "invalid_input",
      `The asset "${showText(id, 80)}" is not among the assets given.`,
      pointer,
    );
  };
  const hops: { child: number; tau: Exact }[][] = ids.map(() => []);
  input.edges.forEach(([childId, parentId, relation], index) => {
    const child = numberOf(childId, `/edges/${index}/0`);
    const parent = numberOf(parentId, `/edges/${index}/1`);
    const tau = hopTau(input.hazard, relation);
    if (tau.atLeast(TAU_CUT) && child !== parent) hops[parent]?.push({ child, tau });
  });
  return {
    ids,
    hops,
    assets: ids.map((id) => input.assets.get(id)).filter((asset) => asset !== undefined),
    root: numberOf(input.root, "/root"),
    closed: new Set((input.closed ?? []).map((id, index) => numberOf(id, `/closed/${index}`))),
  };
}

function idOf(family: Family, node: number): string {
  const id = family.ids[node];
  if (id === undefined) throw new RangeError(`No member ${node} in this family`);
  return id;
}

function assetOf(family: Family, node: number): LineageAsset {
  const asset = family.assets[node];
  if (asset === undefined) throw new RangeError(`No member ${node} in this family`);
  return asset;
}

function weightQuarters(family: Family, node: number): number {
  return assetOf(family, node).production ? BLAST_WEIGHT_QUARTERS.production : BLAST_WEIGHT_QUARTERS.other;
}
