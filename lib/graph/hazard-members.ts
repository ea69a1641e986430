import type { Hazard } from "@/lib/domain/finding";
import type { Graph, GraphAsset } from "./graph";

/** Hazards that lineage carries (risk-score §3); the others stay on the asset they were found on. */
const TRANSMISSIBLE: ReadonlySet<Hazard> = new Set(["CODE", "WEIGHT", "TEMPLATE", "DATA", "PII", "LICENCE"]);

type HazardLink = [child: number, parent: number, relation: string];

export type HazardMembers = {
  /** Everything that descends from the root, the root first, in breadth-first order; closed assets included. */
  members: number[];
  /** [child, parent, relation] with relations as the score knows them. How far the hazard goes is the score's business. */
  edges: HazardLink[];
  /** Edges whose kind of derivation no source states, and what they are scored as. To be shown as assumptions. */
  assumed: { child: number; parent: number; scoredAs: "finetune" | "convert" }[];
};

type Link = { child: number; relation: string; assumed: "finetune" | "convert" | null };

function childrenOf(graph: Graph, parent: GraphAsset, isRoot: boolean): Link[] {
  const links: Link[] = [];
  for (const edge of graph.in(parent.id, "derived_from")) {
    if (edge.variant === "base_layer") continue;
    const stated = edge.variant !== null && edge.variant !== "unknown" ? edge.variant : null;
    const assumed = parent.kind === "dataset" ? "convert" : "finetune";
    links.push({ child: edge.from, relation: stated ?? assumed, assumed: stated ? null : assumed });
  }
  for (const edge of graph.in(parent.id, "trained_on"))
    links.push({ child: edge.from, relation: "trained_on", assumed: null });
  if (parent.kind === "artifact" && isRoot) {
    for (const edge of graph.in(parent.id, "contains")) {
      const kind = graph.assets.get(edge.from)?.kind;
      if (kind === "model" || kind === "dataset") links.push({ child: edge.from, relation: "copy", assumed: null });
    }
  }
  return links;
}

/**
 * The lineage group below a finding's asset, in the shape of the score's `lineage` input. A file's holders are its copies,
 * so the same bytes under ten names are one group. Hazards that are not inherited give the root alone.
 */
export function hazardMembers(graph: Graph, rootId: number, hazard: Hazard): HazardMembers {
  const seen = new Set([rootId]);
  const edges = new Map<string, HazardLink>();
  const assumed: HazardMembers["assumed"] = [];
  if (!TRANSMISSIBLE.has(hazard)) return { members: [rootId], edges: [], assumed };
  for (const id of seen) {
    const parent = graph.assets.get(id);
    if (parent === undefined) continue;
    for (const link of childrenOf(graph, parent, id === rootId)) {
      const key = `${link.child} ${id} ${link.relation}`;
      if (link.child === id || edges.has(key)) continue;
      edges.set(key, [link.child, id, link.relation]);
      if (link.assumed) assumed.push({ child: link.child, parent: id, scoredAs: link.assumed });
      seen.add(link.child);
    }
  }
  return { members: [...seen], edges: [...edges.values()], assumed };
}
