import { Draw } from "./draw";
import type { Plan, Span } from "./plan";

const DEEPEST = 12;

/** Who derives from whom within one kind. Indexes count from the span's first node; -1 = nothing. */
export type Families = {
  span: Span;
  parent: Int32Array;
  /** A second parent of the same family: a diamond. */
  second: Int32Array;
  /** A later node that this one claims to derive from as well: a cycle. */
  loop: Map<number, number>;
};

/**
 * Power-law families: the first `roots` nodes have no parent; each later one takes a root by Zipf popularity, or copies:
 * an earlier node or that node's own parent, so that what has many children gets more. 8 % have a second parent of their
 * own family, 0.02 % lie on a cycle, 0.005 % derive from themselves. Twelve generations at most.
 */
function familiesOf(span: Span, roots: number, purpose: number): Families {
  const size = span.to - span.from;
  const parent = new Int32Array(size).fill(-1);
  const second = new Int32Array(size).fill(-1);
  const root = Int32Array.from({ length: size }, (_, i) => i);
  const depth = new Uint8Array(size);
  const loop = new Map<number, number>();
  const draw = new Draw(0);
  for (let n = roots; n < size; n++) {
    draw.at(n, purpose);
    let chosen = draw.zipf(roots);
    if (draw.next() < 0.65 && n > roots) {
      const other = roots + draw.below(n - roots);
      chosen = draw.next() < 0.5 ? other : (parent[other] ?? chosen);
    }
    if ((depth[chosen] ?? 0) >= DEEPEST - 1) chosen = root[chosen] ?? 0;
    parent[n] = chosen;
    root[n] = root[chosen] ?? chosen;
    depth[n] = (depth[chosen] ?? 0) + 1;
    const odd = draw.next();
    if (odd < 0.08) {
      for (let tries = 0; tries < 6; tries++) {
        const other = roots + draw.below(n - roots);
        if (other !== n && other !== chosen && root[other] === root[n]) second[n] = other;
      }
      if (second[n] === -1) second[n] = parent[chosen] ?? -1;
    } else if (odd < 0.0802 && chosen >= roots) {
      loop.set(chosen, n);
    } else if (odd < 0.08025) {
      loop.set(n, n);
    }
  }
  return { span, parent, second, loop };
}

export type Lineage = { models: Families; datasets: Families };

export function lineageOf(plan: Plan): Lineage {
  const models = plan.span("model");
  const datasets = plan.span("dataset");
  const bases = plan.span("base");
  return {
    models: familiesOf(models, bases.to - bases.from, 11),
    datasets: familiesOf(datasets, Math.max(1, Math.round((datasets.to - datasets.from) * 0.3)), 12),
  };
}
