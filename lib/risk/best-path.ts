import { type Exact, ONE } from "./exact";
import { TAU_CUT } from "./hazard";

/** Per node, the hops that hand a hazard on: only those whose own tau reaches the cut. Nodes are dense numbers. */
export type Hops = readonly (readonly { child: number; tau: Exact }[])[];

export type Step = { node: number; tau: Exact; hops: number; parent: number | null };

/** Strongest first, then shortest, then smallest numbers, so that the drawn path never depends on edge order. */
function before(a: Step, b: Step): boolean {
  const byTau = b.tau.compare(a.tau);
  if (byTau !== 0) return byTau < 0;
  if (a.hops !== b.hops) return a.hops < b.hops;
  if (a.node !== b.node) return a.node < b.node;
  return (a.parent ?? -1) < (b.parent ?? -1);
}

class Heap {
  private readonly steps: Step[] = [];

  push(step: Step): void {
    const steps = this.steps;
    let at = steps.push(step) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = steps[up];
      if (parent === undefined || !before(step, parent)) break;
      steps[at] = parent;
      at = up;
    }
    steps[at] = step;
  }

  pop(): Step | undefined {
    const steps = this.steps;
    const top = steps[0];
    const last = steps.pop();
    if (top === undefined || last === undefined || steps.length === 0) return top;
    let at = 0;
    for (;;) {
      let best = last;
      let next = at;
      for (const down of [2 * at + 1, 2 * at + 2]) {
        const child = steps[down];
        if (child !== undefined && before(child, best)) {
          best = child;
          next = down;
        }
      }
      steps[at] = best;
      if (next === at) return top;
      at = next;
    }
  }
}

/**
 * Walks from `start` along the strongest paths and yields each node once, at its best tau, strongest first, down to
 * the cut. A node is settled once, so cycles end and diamonds count once. Stop by leaving the loop.
 */
export function* strongestPaths(hops: Hops, start: number): Generator<Step> {
  const settled = new Set<number>();
  const heap = new Heap();
  heap.push({ node: start, tau: ONE, hops: 0, parent: null });
  for (let step = heap.pop(); step !== undefined; step = heap.pop()) {
    if (settled.has(step.node)) continue;
    settled.add(step.node);
    yield step;
    for (const hop of hops[step.node] ?? []) {
      if (settled.has(hop.child)) continue;
      const tau = step.tau.times(hop.tau);
      if (tau.atLeast(TAU_CUT)) heap.push({ node: hop.child, tau, hops: step.hops + 1, parent: step.node });
    }
  }
}
