import type { Csr } from "./csr";

/** Working memory of one thread for snapshots of up to `size` nodes: one walk at a time uses it, and leaves it clean. */
export type Pad = { seen: Uint32Array; queue: Int32Array; parent: Int32Array };

export function makePad(size: number): Pad {
  return { seen: new Uint32Array((size >>> 5) + 1), queue: new Int32Array(size), parent: new Int32Array(size) };
}

/**
 * What a walk reached. Nodes of distance d are `nodes[levels[d] .. levels[d + 1]]`, the root alone at 0. `nodes` is a view of
 * the pad: it holds until the next walk.
 */
export type Reach = { nodes: Int32Array; levels: number[] };

/** Unmarks what a walk marked: node by node while that is less than wiping everything. */
export function wipe(pad: Pad, end: number): void {
  if (end > pad.seen.length) {
    pad.seen.fill(0);
    return;
  }
  for (let at = 0; at < end; at++) pad.seen[(pad.queue[at] as number) >>> 5] = 0;
}

/** Everything reachable from `root` along `side`, breadth first, each node once. O(reached nodes and their edges). */
export function closure({ start, far }: Csr, root: number, pad: Pad, maxDepth = Number.POSITIVE_INFINITY): Reach {
  const { seen, queue } = pad;
  const levels = [0, 1];
  queue[0] = root;
  seen[root >>> 5] = 1 << (root & 31);
  let at = 0;
  let end = 1;
  for (let depth = 0; depth < maxDepth && at < end; depth++) {
    const levelEnd = end;
    for (; at < levelEnd; at++) {
      const node = queue[at] as number;
      const last = start[node + 1] as number;
      for (let i = start[node] as number; i < last; i++) {
        const next = far[i] as number;
        const word = next >>> 5;
        const bit = 1 << (next & 31);
        const marks = seen[word] as number;
        if (marks & bit) continue;
        seen[word] = marks | bit;
        queue[end++] = next;
      }
    }
    if (end > levelEnd) levels.push(end);
  }
  wipe(pad, end);
  return { nodes: queue.subarray(0, end), levels };
}

/** A shortest way from `from` to the first node that `isTarget`, both ends included; null where there is none. */
export function shortestPath(side: Csr, from: number, isTarget: (node: number) => boolean, pad: Pad): number[] | null {
  return shortestPathOver([side], from, isTarget, pad);
}

/** The same over several sides at once: both directions of the whole graph make it undirected. */
export function shortestPathOver(
  sides: readonly Csr[],
  from: number,
  isTarget: (node: number) => boolean,
  pad: Pad,
): number[] | null {
  if (isTarget(from)) return [from];
  const { seen, queue, parent } = pad;
  queue[0] = from;
  seen[from >>> 5] = 1 << (from & 31);
  let end = 1;
  let found = -1;
  for (let at = 0; at < end && found < 0; at++) {
    const node = queue[at] as number;
    for (const { start, far } of sides) {
      const last = start[node + 1] as number;
      for (let i = start[node] as number; i < last && found < 0; i++) {
        const next = far[i] as number;
        const word = next >>> 5;
        const bit = 1 << (next & 31);
        const marks = seen[word] as number;
        if (marks & bit) continue;
        seen[word] = marks | bit;
        parent[next] = node;
        queue[end++] = next;
        if (isTarget(next)) found = next;
      }
    }
  }
  wipe(pad, end);
  if (found < 0) return null;
  const path = [found];
  for (let node = found; node !== from; ) {
    node = parent[node] as number;
    path.push(node);
  }
  return path.reverse();
}
