import { ASSET_KINDS } from "@/db/enums";
import { BLAST_KINDS } from "@/lib/domain/asset";
import { type Nodes, OPEN, PRODUCTION, RUNNING, type Snapshot, side } from "./snapshot";
import { closure, type Pad } from "./traverse";

const COUNTED = new Uint8Array(32);
for (const kind of BLAST_KINDS) COUNTED[ASSET_KINDS[kind]] = 1;

/** Whether a node counts in a blast radius: open, and of a kind that is counted (vocabulary §4). */
export function counts(nodes: Nodes, node: number): boolean {
  return COUNTED[nodes.kind[node] as number] === 1 && ((nodes.flags[node] as number) & OPEN) !== 0;
}

export type Blast = {
  /** Production 1, anything else a quarter. */
  weight: number;
  count: number;
  running: number;
  /** ASSET_KINDS code, how many, how many of them in production; in code order. */
  byKind: { kind: number; count: number; production: number }[];
  /** Asset ids with their distance in hops: highest score first, then nearest, then by id. */
  top: { id: number; distance: number }[];
};

type Candidate = { score: number; distance: number; id: number };
const before = (a: Candidate, b: Candidate) => b.score - a.score || a.distance - b.distance || a.id - b.id;

/** Keeps the first `limit` of what is offered, in order; an offer that cannot enter costs one comparison. */
class Best {
  readonly kept: Candidate[] = [];
  constructor(private readonly limit: number) {}

  offer(candidate: Candidate): void {
    const { kept, limit } = this;
    const last = kept.at(-1);
    if (kept.length >= limit && last && before(candidate, last) >= 0) return;
    let at = kept.length;
    while (at > 0 && before(candidate, kept[at - 1] as Candidate) < 0) at--;
    kept.splice(at, 0, candidate);
    if (kept.length > limit) kept.pop();
  }
}

/** What is harmed when a node is bad, itself not counted. Closed assets are walked through and not counted. */
export function blast(snapshot: Snapshot, root: number, pad: Pad, limit: number): Blast {
  const { nodes } = snapshot;
  const reach = closure(side(snapshot, "impact", "in"), root, pad);
  const all = new Int32Array(32);
  const inProduction = new Int32Array(32);
  const best = new Best(limit);
  let weight = 0;
  let running = 0;
  let worstKept = Number.NEGATIVE_INFINITY;
  for (let depth = 1; depth + 1 < reach.levels.length; depth++) {
    const end = reach.levels[depth + 1] as number;
    for (let at = reach.levels[depth] as number; at < end; at++) {
      const node = reach.nodes[at] as number;
      if (!counts(nodes, node)) continue;
      const kind = nodes.kind[node] as number;
      const flags = nodes.flags[node] as number;
      all[kind] = (all[kind] as number) + 1;
      if (flags & PRODUCTION) {
        inProduction[kind] = (inProduction[kind] as number) + 1;
        weight += 1;
      } else weight += 0.25;
      if (flags & RUNNING) running++;
      const score = nodes.score[node] as number;
      if (score < worstKept) continue;
      best.offer({ score, distance: depth, id: nodes.ids[node] as number });
      if (best.kept.length >= limit) worstKept = best.kept.at(-1)?.score ?? worstKept;
    }
  }
  const byKind = [...all.keys()]
    .filter((kind) => (all[kind] as number) > 0)
    .map((kind) => ({ kind, count: all[kind] as number, production: inProduction[kind] as number }));
  const count = byKind.reduce((sum, k) => sum + k.count, 0);
  return { weight, count, running, byKind, top: best.kept.map(({ id, distance }) => ({ id, distance })) };
}
