import { counts } from "./blast";
import type { Csr } from "./csr";
import { OPEN, RUNNING, type Snapshot, side } from "./snapshot";
import { makePad, type Pad, wipe } from "./traverse";

const COUNTED_BIT = 1;
const RUNNING_BIT = 2;

/**
 * For every node the number of other nodes it reaches along `side` that have bit 1 in `marks`, and of those with bit 2 too.
 * One breadth-first search a node: the cost is the sum of all closures, and none for a node without edges.
 */
function countReached({ start, far }: Csr, marks: Uint8Array, pad: Pad): { counted: Int32Array; running: Int32Array } {
  const size = start.length - 1;
  const { seen, queue } = pad;
  const counted = new Int32Array(size);
  const running = new Int32Array(size);
  for (let root = 0; root < size; root++) {
    if (start[root] === start[root + 1]) continue;
    queue[0] = root;
    seen[root >>> 5] = 1 << (root & 31);
    let end = 1;
    let sum = 0;
    let runs = 0;
    for (let at = 0; at < end; at++) {
      const node = queue[at] as number;
      const last = start[node + 1] as number;
      for (let i = start[node] as number; i < last; i++) {
        const next = far[i] as number;
        const word = next >>> 5;
        const bit = 1 << (next & 31);
        const was = seen[word] as number;
        if (was & bit) continue;
        seen[word] = was | bit;
        queue[end++] = next;
        const mark = marks[next] as number;
        sum += mark & COUNTED_BIT;
        runs += mark >>> 1;
      }
    }
    wipe(pad, end);
    counted[root] = sum;
    running[root] = runs;
  }
  return { counted, running };
}

/** The exact blast radius of every node, by index: how many assets, and how many running ones among them. */
export function allDownCounts(
  snapshot: Snapshot,
  pad: Pad = makePad(snapshot.size),
): {
  down: Int32Array;
  running: Int32Array;
} {
  const { nodes, size } = snapshot;
  const marks = new Uint8Array(size);
  for (let n = 0; n < size; n++)
    if (counts(nodes, n)) marks[n] = COUNTED_BIT | ((nodes.flags[n] as number) & RUNNING ? RUNNING_BIT : 0);
  const { counted, running } = countReached(side(snapshot, "impact", "in"), marks, pad);
  return { down: counted, running };
}

/** How many open assets of any kind every node depends on, by index. */
export function allUpCounts(snapshot: Snapshot, pad: Pad = makePad(snapshot.size)): Int32Array {
  const marks = new Uint8Array(snapshot.size);
  for (let n = 0; n < snapshot.size; n++) marks[n] = (snapshot.nodes.flags[n] as number) & OPEN ? COUNTED_BIT : 0;
  return countReached(side(snapshot, "impact", "out"), marks, pad).counted;
}
