import type { RelationKind } from "@/lib/domain/relation";
import type { Graph, GraphEdge } from "./graph";
import { dependencyOf, dependentOf, isImpact, isLineage } from "./impact";

type Direction = "upstream" | "downstream";

/** `far` is the end further from the root; `depth` counts hops to it along the shortest walk over this edge. */
type WalkRow = { edge: GraphEdge; depth: number; direction: Direction; far: number };

/** Rows in breadth-first order; `omitted` counts the rows past the limit, so that a cut list never looks whole. */
export type Walk = { rows: WalkRow[]; omitted: number };

export type WalkOptions = {
  /** Hops; unlimited when absent. */
  maxDepth?: number;
  /** Rows kept; unlimited when absent. */
  limit?: number;
  /** Only these relations of the walked set. */
  relations?: readonly RelationKind[];
};

function walk(
  graph: Graph,
  root: number,
  direction: Direction,
  follows: (edge: GraphEdge) => boolean,
  options: WalkOptions,
): Walk {
  const near = direction === "upstream" ? dependentOf : dependencyOf;
  const far = direction === "upstream" ? dependencyOf : dependentOf;
  const only = options.relations ? new Set(options.relations) : null;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const maxDepth = options.maxDepth ?? Number.POSITIVE_INFINITY;
  const depths = new Map<number, number>([[root, 0]]);
  const queue = [root];
  const rows: WalkRow[] = [];
  let omitted = 0;
  // Each node is expanded once and an edge belongs to one near end, so cycles and diamonds end by themselves.
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if (node === undefined) break;
    const depth = (depths.get(node) ?? 0) + 1;
    if (depth > maxDepth) break;
    for (const edge of touching(graph, node)) {
      if (near(edge) !== node || far(edge) === node || !follows(edge) || (only && !only.has(edge.relation))) continue;
      const other = far(edge);
      if (rows.length < limit) rows.push({ edge, depth, direction, far: other });
      else omitted++;
      if (!depths.has(other)) {
        depths.set(other, depth);
        queue.push(other);
      }
    }
  }
  return { rows, omitted };
}

function* touching(graph: Graph, node: number): Generator<GraphEdge> {
  yield* graph.out(node);
  yield* graph.in(node);
}

/** What `id` depends on, over the impact set: every edge that can be reached, each once. Self loops are not listed. */
export function upstream(graph: Graph, id: number, options: WalkOptions = {}): Walk {
  return walk(graph, id, "upstream", (e) => isImpact(e.relation), options);
}

/** What depends on `id`, over the impact set. A server's tools are downstream of it although `exposes` points at them. */
export function downstream(graph: Graph, id: number, options: WalkOptions = {}): Walk {
  return walk(graph, id, "downstream", (e) => isImpact(e.relation), options);
}

/** Where `id` comes from and what came of it, over the lineage set alone: upstream rows first. The limit holds per direction. */
export function lineage(graph: Graph, id: number, options: WalkOptions = {}): Walk {
  const up = walk(graph, id, "upstream", (e) => isLineage(e.relation), options);
  const down = walk(graph, id, "downstream", (e) => isLineage(e.relation), options);
  return { rows: [...up.rows, ...down.rows], omitted: up.omitted + down.omitted };
}
