import { type AssetKind, BLAST_KINDS } from "@/lib/domain/asset";
import type { Graph, GraphAsset } from "./graph";
import { type ImpactIndex, impactIndex } from "./impact";
import { production } from "./predicates";

/** Share of one asset in a weight: production 1, anything else a quarter (vocabulary §4). */
const PRODUCTION_WEIGHT = 1;
const OTHER_WEIGHT = 0.25;

export type BlastRadius = {
  /** Weighted number of distinct downstream assets: production 1, other 0.25. */
  weight: number;
  /** Unweighted number of the same assets. */
  count: number;
  level: BlastLevel;
  byKind: { kind: AssetKind; count: number; production: number }[];
  /** Counted assets with their distance in hops, nearest first. */
  members: { id: number; distance: number }[];
};

export type BlastLevel = 0 | 1 | 2 | 3 | 4;

/** Level of a weight: 0 -> 0, below 3 -> 1, below 10 -> 2, below 50 -> 3, else 4 (risk-score §2). */
export function blastLevel(weight: number): BlastLevel {
  if (weight <= 0) return 0;
  if (weight < 3) return 1;
  if (weight < 10) return 2;
  return weight < 50 ? 3 : 4;
}

/** What one asset adds to a blast radius; 0 for kinds that are not counted and for closed assets. */
export function blastShare(asset: GraphAsset): number {
  if (!asset.open || !BLAST_KINDS.includes(asset.kind)) return 0;
  return production(asset) ? PRODUCTION_WEIGHT : OTHER_WEIGHT;
}

/** Everything that is harmed when `id` is bad, the asset itself not counted. Closed assets are walked through, not counted. */
export function blastRadius(graph: Graph, id: number): BlastRadius {
  const { ids, indexOf, dependents } = impactIndex(graph);
  const root = indexOf(id);
  const members: BlastRadius["members"] = [];
  const kinds = new Map<AssetKind, { kind: AssetKind; count: number; production: number }>();
  let weight = 0;
  if (root >= 0) {
    const distances = new Map<number, number>([[root, 0]]);
    for (const [node, distance] of distances) {
      for (let i = dependents.start[node] ?? 0; i < (dependents.start[node + 1] ?? 0); i++) {
        const far = dependents.far[i] ?? 0;
        if (!distances.has(far)) distances.set(far, distance + 1);
      }
      const asset = graph.assets.get(ids[node] ?? -1);
      if (node === root || asset === undefined || blastShare(asset) === 0) continue;
      weight += blastShare(asset);
      members.push({ id: asset.id, distance });
      const row = kinds.get(asset.kind) ?? { kind: asset.kind, count: 0, production: 0 };
      row.count++;
      if (production(asset)) row.production++;
      kinds.set(asset.kind, row);
    }
  }
  const byKind = BLAST_KINDS.flatMap((kind) => kinds.get(kind) ?? []);
  return { weight, count: members.length, level: blastLevel(weight), byKind, members };
}

function sharesOf(graph: Graph, index: ImpactIndex): Float64Array {
  return Float64Array.from(index.ids, (id) => {
    const asset = graph.assets.get(id);
    return asset ? blastShare(asset) : 0;
  });
}

/** By dense index (`ids[n]` is the asset): weight, and how many assets it counts. */
export type EveryBlast = { ids: Int32Array; weight: Float64Array; count: Int32Array };

/**
 * The exact blast radius of every asset. One breadth-first search per
 * asset over arrays, with a stamp array that is never cleared: the cost is the sum of all closures' edges, O(V + E) for each
 * asset at worst (a chain of 100,000 would be quadratic; real estates are shallow), O(V) memory.
 */
export function blastEvery(graph: Graph): EveryBlast {
  const index = impactIndex(graph);
  const { start, far } = index.dependents;
  const shares = sharesOf(graph, index);
  const size = index.ids.length;
  const stamp = new Int32Array(size).fill(-1);
  const queue = new Int32Array(size);
  const every = { ids: index.ids, weight: new Float64Array(size), count: new Int32Array(size) };
  for (let root = 0; root < size; root++) {
    let weight = 0;
    let count = 0;
    let end = 1;
    queue[0] = root;
    stamp[root] = root;
    for (let at = 0; at < end; at++) {
      const node = queue[at] ?? 0;
      const last = start[node + 1] ?? 0;
      for (let i = start[node] ?? 0; i < last; i++) {
        const next = far[i] ?? 0;
        if (stamp[next] === root) continue;
        stamp[next] = root;
        const share = shares[next] ?? 0;
        weight += share;
        if (share > 0) count++;
        queue[end++] = next;
      }
    }
    every.weight[root] = weight;
    every.count[root] = count;
  }
  return every;
}
