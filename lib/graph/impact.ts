import { RELATIONS, type RelationKind } from "@/lib/domain/relation";
import type { Graph, GraphEdge } from "./graph";
import { IntColumn } from "./text-column";

const IMPACT = new Set<RelationKind>();
const LINEAGE = new Set<RelationKind>();
for (const [name, { set }] of Object.entries(RELATIONS) as [RelationKind, (typeof RELATIONS)[RelationKind]][]) {
  if (set.includes("L")) LINEAGE.add(name);
  if (set.includes("L") || set.includes("I")) IMPACT.add(name);
}

export function isImpact(relation: RelationKind): boolean {
  return IMPACT.has(relation);
}

export function isLineage(relation: RelationKind): boolean {
  return LINEAGE.has(relation);
}

/** The end that is harmed when the other end is bad. A tool depends on the server that exposes it: the one reversed edge. */
type Ends = Pick<GraphEdge, "from" | "to" | "relation">;

export function dependentOf(edge: Ends): number {
  return edge.relation === "exposes" ? edge.to : edge.from;
}

/** The end that is depended on. */
export function dependencyOf(edge: Ends): number {
  return edge.relation === "exposes" ? edge.from : edge.to;
}

/** One direction of the impact set in arrays: neighbours of node n are `far[start[n] .. start[n + 1]]`, over dense indexes. */
type Adjacency = { start: Int32Array; far: Int32Array };

/** The impact set as arrays. `ids[n]` is the asset of dense index n, in id order. */
export type ImpactIndex = {
  ids: Int32Array;
  /** The dense index of an asset, -1 where the snapshot has none of that id. */
  indexOf: (id: number) => number;
  dependents: Adjacency;
  dependencies: Adjacency;
};

function adjacency(size: number, near: Int32Array, far: Int32Array): Adjacency {
  const start = new Int32Array(size + 1);
  for (const n of near) start[n + 1] = (start[n + 1] ?? 0) + 1;
  for (let i = 0; i < size; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0);
  const next = start.slice();
  const list = new Int32Array(far.length);
  for (let i = 0; i < near.length; i++) {
    const n = near[i] ?? 0;
    const at = next[n] ?? 0;
    list[at] = far[i] ?? 0;
    next[n] = at + 1;
  }
  return { start, far: list };
}

const INDEXES = new WeakMap<Graph, ImpactIndex>();

/** The arrays of a snapshot, made once per snapshot: O(V + E) time, 16 bytes an impact edge. */
export function impactIndex(graph: Graph): ImpactIndex {
  const made = INDEXES.get(graph);
  if (made) return made;
  const ids = Int32Array.from(graph.assets.keys()).sort();
  const nodes = new Int32Array((ids.at(-1) ?? 0) + 1);
  ids.forEach((id, n) => {
    nodes[id] = n + 1;
  });
  const indexOf = (id: number) => (id >= 0 && id < nodes.length ? (nodes[id] ?? 0) - 1 : -1);
  const dependents = new IntColumn();
  const dependencies = new IntColumn();
  graph.eachEdge((from, to, relation) => {
    if (!isImpact(relation) || from === to) return;
    dependents.push(indexOf(dependentOf({ from, to, relation })));
    dependencies.push(indexOf(dependencyOf({ from, to, relation })));
  });
  const dependent = dependents.done();
  const dependency = dependencies.done();
  const index = {
    ids,
    indexOf,
    dependents: adjacency(ids.length, dependency, dependent),
    dependencies: adjacency(ids.length, dependent, dependency),
  };
  INDEXES.set(graph, index);
  return index;
}
