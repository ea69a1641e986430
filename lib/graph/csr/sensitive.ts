import { EXPOSURES } from "@/db/enums";
import { DATA_UNKNOWN, type Nodes, OPEN, type Snapshot, STORE, side } from "./snapshot";
import { type Pad, shortestPath } from "./traverse";

/** Sensitivity from which data is worth an attack path (vocabulary §6: D >= 3). */
const SENSITIVE_FROM = 3;
export const FAR = -1;

/** Data of sensitivity 3 or 4: an open dataset, or open infra that holds data. */
export function isSensitive(nodes: Nodes, node: number): boolean {
  const data = nodes.data[node] as number;
  const flags = nodes.flags[node] as number;
  return data >= SENSITIVE_FROM && data !== DATA_UNKNOWN && (flags & STORE) !== 0 && (flags & OPEN) !== 0;
}

/** Open and reachable from the internet (X4, X5). */
function isExposed(nodes: Nodes, node: number): boolean {
  return (nodes.exposure[node] as number) >= EXPOSURES.X4 && ((nodes.flags[node] as number) & OPEN) !== 0;
}

/** Stores whose sensitivity nobody states: ways to them are not counted, which is said and not hidden. */
export function unknownStores({ nodes, size }: Snapshot): number {
  let n = 0;
  for (let node = 0; node < size; node++) {
    const flags = nodes.flags[node] as number;
    if (flags & STORE && flags & OPEN && nodes.data[node] === DATA_UNKNOWN) n++;
  }
  return n;
}

/** Per node: hops to the nearest sensitive data (FAR where none is reached) and the node to go to next (itself at 0 hops). */
export type Field = { hops: Int32Array; next: Int32Array };

/** The way of every node to sensitive data: one breadth-first search backwards from all of it at once. O(V + E). */
export function sensitiveField(snapshot: Snapshot, pad: Pad): Field {
  const { nodes, size } = snapshot;
  const { start, far } = side(snapshot, "attack", "in");
  const hops = new Int32Array(size).fill(FAR);
  const next = new Int32Array(size).fill(FAR);
  const { queue } = pad;
  let end = 0;
  for (let node = 0; node < size; node++) {
    if (!isSensitive(nodes, node)) continue;
    hops[node] = 0;
    next[node] = node;
    queue[end++] = node;
  }
  for (let at = 0; at < end; at++) {
    const node = queue[at] as number;
    const distance = (hops[node] as number) + 1;
    const last = start[node + 1] as number;
    for (let i = start[node] as number; i < last; i++) {
      const from = far[i] as number;
      if (hops[from] !== FAR) continue;
      hops[from] = distance;
      next[from] = node;
      queue[end++] = from;
    }
  }
  return { hops, next };
}

/** The way of one node along the field, both ends included; null where no sensitive data is reached. */
export function wayOf({ hops, next }: Field, node: number): number[] | null {
  if ((hops[node] ?? FAR) === FAR) return null;
  const way = [node];
  for (let at = node; hops[at] !== 0; ) {
    at = next[at] as number;
    way.push(at);
  }
  return way;
}

/** Exposed nodes that reach sensitive data elsewhere: fewest hops first, then the highest score, then by id. */
export function exposedWays(snapshot: Snapshot, field: Field, limit: number): { ways: number[][]; total: number } {
  const { nodes, size } = snapshot;
  const found: number[] = [];
  for (let node = 0; node < size; node++)
    if ((field.hops[node] as number) > 0 && isExposed(nodes, node)) found.push(node);
  const order = (a: number, b: number) =>
    (field.hops[a] as number) - (field.hops[b] as number) ||
    (nodes.score[b] as number) - (nodes.score[a] as number) ||
    (nodes.ids[a] as number) - (nodes.ids[b] as number);
  const first = found.sort(order).slice(0, limit);
  return { ways: first.map((node) => wayOf(field, node) ?? [node]), total: found.length };
}

/** The shortest way from something exposed to a node, both ends included; null where nothing exposed reaches it. */
export function wayFromExposure(snapshot: Snapshot, node: number, pad: Pad): number[] | null {
  const back = side(snapshot, "attack", "in");
  const way = shortestPath(back, node, (n) => n !== node && isExposed(snapshot.nodes, n), pad);
  return way?.reverse() ?? null;
}
