import { EVIDENCE_CLASSES } from "@/db/enums";
import { type Exposure, KIND_FAULT_LINE } from "@/lib/domain/asset";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Threat } from "@/lib/domain/finding";
import type { EvidenceClass } from "@/lib/domain/relation";
import type { DerivedLevels, Graph, GraphAsset } from "@/lib/graph/graph";

/** What the words about a risk are made of: where it stands, how sure it is, and the path it endangers. */
type Endangered = { assetId: number; threat: Threat; path: readonly number[] };

/** The first owner among the assets in this order, else the nearest owner of what runs, loads or uses them. */
export function ownerOf(graph: Graph, ids: readonly number[]): string | null {
  for (const id of ids) {
    const owner = graph.assets.get(id)?.owner;
    if (owner) return owner;
  }
  for (const id of ids) {
    for (const edge of graph.in(id)) {
      const owner = graph.assets.get(edge.from)?.owner;
      if (owner) return owner;
    }
  }
  return null;
}

/** The weakest evidence on the path: what the whole story rests on. */
export function weakestClass(graph: Graph, finding: Endangered): EvidenceClass {
  const classes: EvidenceClass[] = [];
  finding.path.forEach((from, i) => {
    const to = finding.path[i + 1];
    if (to === undefined) return;
    const edges = [...graph.out(from), ...graph.in(from)].filter((e) => e.to === to || e.from === to);
    const best = edges.map((e) => e.class).sort((a, b) => EVIDENCE_CLASSES[a] - EVIDENCE_CLASSES[b])[0];
    if (best) classes.push(best);
  });
  classes.sort((a, b) => EVIDENCE_CLASSES[b] - EVIDENCE_CLASSES[a]);
  return classes[0] ?? (graph.assets.get(finding.assetId)?.kind === "artifact" ? "verified" : "declared");
}

const EXPOSURE_REASON: Record<Exposure, string> = {
  X5: "open to outsiders or already running",
  X4: "public or pulled from a public place",
  X3: "reachable from another zone",
  X2: "reachable inside",
  X1: "stored, not loaded",
  X0: "quarantined",
  unknown: "exposure unknown",
};
const THREAT_REASON: Record<Threat, string> = {
  exploited: "confirmed malicious or exploited",
  weaponised: "one engine is certain",
  incident: "caused incidents elsewhere",
  demonstrated: "shown by researchers",
  posture: "weakens a control",
};

/** The two strongest reasons in words: what is at stake where it is much, else how it is reached and how sure we are. */
export function reasonsOf(graph: Graph, finding: Endangered, at: DerivedLevels | undefined): string[] {
  const reasons: [weight: number, words: string][] = [];
  if (finding.threat !== "posture")
    reasons.push([finding.threat === "exploited" ? 10 : 6, THREAT_REASON[finding.threat]]);
  const x = at?.exposure ?? "unknown";
  reasons.push([x === "X5" ? 8 : x === "X4" ? 5 : x === "unknown" ? 4 : 2, EXPOSURE_REASON[x]]);
  if ((at?.criticality ?? 0) >= 3)
    reasons.push([7, at?.criticality === 4 ? "critical to the business" : "customer-facing"]);
  if ((at?.data ?? 0) >= 3) reasons.push([6.5, at?.data === 4 ? "special-category data or secrets" : "personal data"]);
  const loaders = finding.path.filter((id) => graph.assets.get(id)?.kind === "infra").length;
  if (loaders > 0) reasons.push([3, `${loaders} ${loaders === 1 ? "place runs" : "places run"} it`]);
  if (finding.threat === "posture") reasons.push([1, THREAT_REASON.posture]);
  return reasons
    .sort((a, b) => b[0] - a[0])
    .slice(0, 2)
    .map(([, words]) => words);
}

/** Fault lines the path crosses, in its order, neighbours of one line once. */
export function crossesOf(graph: Graph, finding: Endangered): FaultLine[] {
  const lines: FaultLine[] = [];
  for (const id of finding.path.length > 0 ? finding.path : [finding.assetId]) {
    const asset: GraphAsset | undefined = graph.assets.get(id);
    const line = asset ? KIND_FAULT_LINE[asset.kind] : undefined;
    if (line && lines.at(-1) !== line) lines.push(line);
  }
  return lines;
}
