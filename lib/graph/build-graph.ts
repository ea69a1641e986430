import { EVIDENCE_CLASSES, RELATION_KINDS } from "@/db/enums";
import type { AssetKind } from "@/lib/domain/asset";
import { FaultlineError } from "@/lib/domain/errors";
import type { RelationKind } from "@/lib/domain/relation";
import type { Graph, GraphAsset, GraphEdge } from "./graph";

const NO_EDGES: readonly GraphEdge[] = Object.freeze([]);

function byText(a: string | null, b: string | null): number {
  const x = a ?? "";
  const y = b ?? "";
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The same at the other end. */
export function compareIn(a: GraphEdge, b: GraphEdge): number {
  return (
    RELATION_KINDS[a.relation] - RELATION_KINDS[b.relation] ||
    a.from - b.from ||
    byText(a.variant, b.variant) ||
    EVIDENCE_CLASSES[a.class] - EVIDENCE_CLASSES[b.class] ||
    byText(a.evidenceId, b.evidenceId)
  );
}

/** Same facts together, strongest evidence first; ties by evidence id, so that the kept edge never depends on input order. */
export function compareOut(a: GraphEdge, b: GraphEdge): number {
  return (
    RELATION_KINDS[a.relation] - RELATION_KINDS[b.relation] ||
    a.to - b.to ||
    byText(a.variant, b.variant) ||
    EVIDENCE_CLASSES[a.class] - EVIDENCE_CLASSES[b.class] ||
    byText(a.evidenceId, b.evidenceId)
  );
}

export function sameFact(a: GraphEdge, b: GraphEdge): boolean {
  return a.from === b.from && a.relation === b.relation && a.to === b.to && a.variant === b.variant;
}

function groupBy(edges: readonly GraphEdge[], end: "from" | "to"): Map<number, GraphEdge[]> {
  const groups = new Map<number, GraphEdge[]>();
  for (const edge of edges) {
    const group = groups.get(edge[end]);
    if (group) group.push(edge);
    else groups.set(edge[end], [edge]);
  }
  return groups;
}

/** One direction, split by relation on first use: a hub asked a thousand times is split once. */
class Side {
  private readonly byRelation = new Map<number, Map<RelationKind, GraphEdge[]>>();
  constructor(private readonly groups: ReadonlyMap<number, readonly GraphEdge[]>) {}

  edges(id: number, relation?: RelationKind): readonly GraphEdge[] {
    const all = this.groups.get(id);
    if (all === undefined) return NO_EDGES;
    if (relation === undefined) return all;
    let split = this.byRelation.get(id);
    if (split === undefined) {
      split = new Map();
      for (const edge of all) {
        const list = split.get(edge.relation);
        if (list) list.push(edge);
        else split.set(edge.relation, [edge]);
      }
      this.byRelation.set(id, split);
    }
    return split.get(relation) ?? NO_EDGES;
  }
}

function dedupe(edges: Iterable<GraphEdge>, known: ReadonlyMap<number, GraphAsset>): GraphEdge[] {
  const given = [...edges];
  for (const edge of given) {
    for (const end of [edge.from, edge.to]) {
      if (!known.has(end))
        throw new FaultlineError(
          "invalid_input",
          `Edge ${edge.from} ${edge.relation} ${edge.to} names asset ${end}, which the snapshot does not hold.`,
        );
    }
  }
  const kept: GraphEdge[] = [];
  const groups = groupBy(given, "from");
  for (const from of [...groups.keys()].sort((a, b) => a - b)) {
    let last: GraphEdge | null = null;
    for (const edge of (groups.get(from) ?? []).sort(compareOut)) {
      if (last === null || !sameFact(last, edge)) kept.push(edge);
      last = edge;
    }
  }
  return kept;
}

/**
 * Builds the snapshot that rules, walks and ranks read. Two sources that state one fact (same ends, relation and variant)
 * give one edge: the one of the strongest evidence class. O(V log V + E log degree).
 * @throws FaultlineError invalid_input on a doubled asset id or an edge whose end is no asset of the snapshot.
 */
export function buildGraph(assets: Iterable<GraphAsset>, edges: Iterable<GraphEdge>): Graph {
  const sorted = [...assets].sort((a, b) => a.id - b.id);
  const byId = new Map<number, GraphAsset>();
  const byKind = new Map<AssetKind, GraphAsset[]>();
  for (const asset of sorted) {
    if (byId.has(asset.id))
      throw new FaultlineError("invalid_input", `Asset id ${asset.id} stands twice in one snapshot.`);
    byId.set(asset.id, asset);
    const list = byKind.get(asset.kind);
    if (list) list.push(asset);
    else byKind.set(asset.kind, [asset]);
  }
  const kept = dedupe(edges, byId);
  const incoming = groupBy(kept, "to");
  for (const list of incoming.values()) list.sort(compareIn);
  const outSide = new Side(groupBy(kept, "from"));
  const inSide = new Side(incoming);
  return {
    assets: byId,
    edges: () => kept,
    eachEdge(visit) {
      for (const e of kept) visit(e.from, e.to, e.relation);
    },
    ofKind: (kind) => byKind.get(kind) ?? [],
    out: (id, relation) => outSide.edges(id, relation),
    in: (id, relation) => inSide.edges(id, relation),
  };
}

/** The assets at the far end of edges that leave `id`. */
export function targets(graph: Graph, id: number, relation: RelationKind): GraphAsset[] {
  return ends(graph, graph.out(id, relation), "to");
}

/** The assets at the far end of edges that arrive at `id`. */
export function origins(graph: Graph, id: number, relation: RelationKind): GraphAsset[] {
  return ends(graph, graph.in(id, relation), "from");
}

function ends(graph: Graph, edges: readonly GraphEdge[], end: "from" | "to"): GraphAsset[] {
  const seen = new Set<number>();
  const found: GraphAsset[] = [];
  for (const edge of edges) {
    const asset = graph.assets.get(edge[end]);
    if (asset === undefined || seen.has(asset.id)) continue;
    seen.add(asset.id);
    found.push(asset);
  }
  return found;
}
