import { counts } from "./blast";
import { type Components, components } from "./components";
import type { Csr } from "./csr";
import { OPEN, RUNNING, type Snapshot, side } from "./snapshot";
import { makePad, type Pad, wipe } from "./traverse";

/** Components that reach more than this many are counted 32 at a time. */
const WIDE = 2_048;
const TOGETHER = 32;
/** Some twenty minutes of one core: a graph that needs more is not counted asset by asset. */
const MAX_STEPS = 1e11;

/** What a node adds to a count: 1 or 0 in `counted`, and of those the running ones. */
type Shares = { counted: Uint8Array; running: Uint8Array };
type Totals = { counted: Int32Array; running: Int32Array };

function sumByComponent({ of, count }: Components, { counted, running }: Shares): Totals {
  const totals = { counted: new Int32Array(count), running: new Int32Array(count) };
  for (let node = 0; node < of.length; node++) {
    const own = of[node] as number;
    totals.counted[own] = (totals.counted[own] as number) + (counted[node] as number);
    totals.running[own] = (totals.running[own] as number) + (running[node] as number);
  }
  return totals;
}

/** Counts one component's closure; false where it is wide, and the pad is clean again either way. */
function countNarrow(
  { start, far }: Csr,
  root: number,
  own: Totals,
  total: Totals,
  pad: Pad,
  wideFrom: number,
): boolean {
  const { seen, queue } = pad;
  queue[0] = root;
  seen[root >>> 5] = 1 << (root & 31);
  let end = 1;
  let sum = 0;
  let runs = 0;
  for (let at = 0; at < end && end <= wideFrom; at++) {
    const node = queue[at] as number;
    sum += own.counted[node] as number;
    runs += own.running[node] as number;
    const last = start[node + 1] as number;
    for (let i = start[node] as number; i < last; i++) {
      const next = far[i] as number;
      const word = next >>> 5;
      const bit = 1 << (next & 31);
      const was = seen[word] as number;
      if (was & bit) continue;
      seen[word] = was | bit;
      queue[end++] = next;
    }
  }
  wipe(pad, end);
  if (end > wideFrom) return false;
  total.counted[root] = sum;
  total.running[root] = runs;
  return true;
}

/** One word a component, and a bit for those that wait to be passed on. */
type Batch = { reached: Int32Array; waiting: Uint32Array };

/**
 * Counts up to 32 wide closures at once: a component holds one bit a root that reaches it. Edges lead to smaller numbers, so a
 * sweep from the largest down passes each on once, with all its bits. Closures this wide overlap: most of the work is shared.
 * Gives the steps it took.
 */
function countTogether(
  { start, far }: Csr,
  roots: readonly number[],
  own: Totals,
  total: Totals,
  batch: Batch,
): number {
  const { reached, waiting } = batch;
  const sums = new Float64Array(TOGETHER);
  const runs = new Float64Array(TOGETHER);
  let top = 0;
  let steps = 0;
  roots.forEach((root, i) => {
    reached[root] = (reached[root] as number) | (1 << i);
    waiting[root >>> 5] = (waiting[root >>> 5] as number) | (1 << (root & 31));
    if (root >>> 5 > top) top = root >>> 5;
  });
  for (let word = top; word >= 0; word--) {
    for (let left = waiting[word] as number; left !== 0; left = waiting[word] as number) {
      const bit = 31 - Math.clz32(left);
      waiting[word] = left & ~(1 << bit);
      const node = word * 32 + bit;
      const passed = reached[node] as number;
      // Nothing leads back here: the word is clean for the next batch.
      reached[node] = 0;
      const counted = own.counted[node] as number;
      if (counted > 0) {
        const running = own.running[node] as number;
        for (let rest = passed; rest !== 0; rest &= rest - 1) {
          const root = 31 - Math.clz32(rest & -rest);
          sums[root] = (sums[root] as number) + counted;
          runs[root] = (runs[root] as number) + running;
        }
      }
      const last = start[node + 1] as number;
      steps += last - (start[node] as number) + 1;
      for (let i = start[node] as number; i < last; i++) {
        const next = far[i] as number;
        reached[next] = (reached[next] as number) | passed;
        waiting[next >>> 5] = (waiting[next >>> 5] as number) | (1 << (next & 31));
      }
    }
  }
  roots.forEach((root, i) => {
    total.counted[root] = sums[i] as number;
    total.running[root] = runs[i] as number;
  });
  return steps;
}

/**
 * For every node what it reaches along `side`, itself not counted. Exact: cycles are folded into one, whatever has a single
 * next takes its count, the rest is searched one by one, or 32 at a time where that is wide. The cost is the sum of the
 * narrow closures and a fraction of the wide ones. Throws a sentence where even that is out of reach.
 */
function countReached(along: Csr, shares: Shares, pad: Pad, wideFrom: number): Totals {
  const folded = components(along);
  const { of, count, edges } = folded;
  const own = sumByComponent(folded, shares);
  const total: Totals = { counted: own.counted.slice(), running: own.running.slice() };
  const wide: number[] = [];
  // Edges lead to smaller numbers: what a component leads to is counted before it, or is known to be wide.
  const isWide = new Uint8Array(count);
  const only = new Int32Array(count).fill(-1);
  for (let c = 0; c < count; c++) {
    const begin = edges.start[c] as number;
    const end = edges.start[c + 1] as number;
    for (let i = begin; i < end && !isWide[c]; i++) isWide[c] = isWide[edges.far[i] as number] as number;
    if (end - begin === 1) only[c] = edges.far[begin] as number;
    if (end - begin === 1 && !isWide[c]) addTo(total, c, own, only[c] as number);
    if (end - begin < 2) continue;
    if (!isWide[c] && countNarrow(edges, c, own, total, pad, wideFrom)) continue;
    isWide[c] = 1;
    wide.push(c);
  }
  const batch = { reached: new Int32Array(count), waiting: new Uint32Array((count >>> 5) + 1) };
  let steps = 0;
  for (let i = 0; i < wide.length; i += TOGETHER) {
    steps += countTogether(edges, wide.slice(i, i + TOGETHER), own, total, batch);
    if (steps > MAX_STEPS)
      throw new Error("Counting every asset's blast radius takes too long on a graph so entangled.");
  }
  for (let c = 0; c < count; c++) if (isWide[c] && (only[c] as number) >= 0) addTo(total, c, own, only[c] as number);
  const result: Totals = { counted: new Int32Array(of.length), running: new Int32Array(of.length) };
  for (let node = 0; node < of.length; node++) {
    const c = of[node] as number;
    result.counted[node] = (total.counted[c] as number) - (shares.counted[node] as number);
    result.running[node] = (total.running[c] as number) - (shares.running[node] as number);
  }
  return result;
}

function addTo(total: Totals, component: number, own: Totals, next: number): void {
  total.counted[component] = (own.counted[component] as number) + (total.counted[next] as number);
  total.running[component] = (own.running[component] as number) + (total.running[next] as number);
}

/** The exact blast radius of every node, by index: how many assets, and how many running ones among them. */
export function allDownCounts(
  snapshot: Snapshot,
  pad: Pad = makePad(snapshot.size),
  wideFrom = WIDE,
): { down: Int32Array; running: Int32Array } {
  const { nodes, size } = snapshot;
  const shares = { counted: new Uint8Array(size), running: new Uint8Array(size) };
  for (let n = 0; n < size; n++) {
    if (!counts(nodes, n)) continue;
    shares.counted[n] = 1;
    if ((nodes.flags[n] as number) & RUNNING) shares.running[n] = 1;
  }
  const { counted, running } = countReached(side(snapshot, "impact", "in"), shares, pad, wideFrom);
  return { down: counted, running };
}

/** How many open assets of any kind every node depends on, by index. */
export function allUpCounts(snapshot: Snapshot, pad: Pad = makePad(snapshot.size), wideFrom = WIDE): Int32Array {
  const shares = { counted: new Uint8Array(snapshot.size), running: new Uint8Array(snapshot.size) };
  for (let n = 0; n < snapshot.size; n++) if ((snapshot.nodes.flags[n] as number) & OPEN) shares.counted[n] = 1;
  return countReached(side(snapshot, "impact", "out"), shares, pad, wideFrom).counted;
}
