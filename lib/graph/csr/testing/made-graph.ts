import { ASSET_KINDS, RELATION_KINDS, RELATION_VARIANTS } from "@/db/enums";
import { kindByte } from "../kind-bytes";
import {
  AGENT,
  DATA_UNKNOWN,
  NO_SCORE,
  type Nodes,
  OPEN,
  PRODUCTION,
  RUNNING,
  type Snapshot,
  STORE,
} from "../snapshot";

/** Numbers between 0 and 1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export type MadeEdge = { src: number; kind: number; dst: number };
export type MadeGraph = { nodes: Nodes; edges: MadeEdge[] };

const D = RELATION_KINDS.derived_from * 16;
/** Every set, reversed kinds and labels among them, so that a walk over too much or too little is seen. */
const EDGE_KINDS = [
  D + RELATION_VARIANTS.derived_from.finetune,
  D + RELATION_VARIANTS.derived_from.adapter,
  ...(
    [
      "trained_on",
      "contains",
      "uses",
      "loads",
      "exposes",
      "stored_in",
      "hosted_on",
      "part_of",
      "runs_as",
      "connects_to",
    ] as const
  ).map((r) => RELATION_KINDS[r] * 16),
  RELATION_KINDS.can_access * 16 + RELATION_VARIANTS.can_access.read,
];
const KINDS = Object.values(ASSET_KINDS);

/**
 * A graph with what breaks walks: hubs by a power law, a ladder of diamonds, cycles, self loops, parallel kinds and
 * edges said twice. Ids have gaps. Made, not recorded.
 */
export function madeGraph(seed: number, size: number, edgesEach = 4): MadeGraph {
  const next = seeded(seed);
  const ids = Int32Array.from({ length: size }, (_, n) => 1 + n * 3 + (n % 3));
  const flag = (bit: number, share: number) => (next() < share ? bit : 0);
  const nodes: Nodes = {
    ids,
    kind: Uint8Array.from(ids, () => KINDS[Math.floor(next() * KINDS.length)] ?? 1),
    flags: Uint8Array.from(
      ids,
      () => flag(OPEN, 0.9) | flag(PRODUCTION, 0.3) | flag(RUNNING, 0.2) | flag(STORE, 0.3) | flag(AGENT, 0.1),
    ),
    exposure: Uint8Array.from(ids, () => Math.floor(next() * 7)),
    data: Uint8Array.from(ids, () => (next() < 0.4 ? DATA_UNKNOWN : Math.floor(next() * 5))),
    score: Int16Array.from(ids, () => (next() < 0.5 ? NO_SCORE : Math.floor(next() * 1_001))),
  };
  const edges: MadeEdge[] = [];
  const id = (n: number) => ids[n] ?? 1;
  const any = () => Math.floor(next() * size);
  const hub = () => Math.floor(next() ** 4 * size);
  const kind = () => EDGE_KINDS[Math.floor(next() * EDGE_KINDS.length)] ?? D;
  for (let i = 0; i < size * edgesEach; i++) {
    const from = any();
    // Mostly towards earlier nodes, so that closures are deep and not everything is one cycle.
    const to = next() < 0.97 ? Math.min(hub(), from) : any();
    const edge = { src: id(from), kind: kind(), dst: id(to) };
    edges.push(edge);
    if (next() < 0.05) edges.push({ ...edge }, { ...edge, kind: kind() });
  }
  for (let step = 0; step + 4 < Math.min(size, 40); step += 2)
    for (const a of [step, step + 1])
      for (const b of [step + 2, step + 3]) edges.push({ src: id(b), kind: D + 5, dst: id(a) });
  if (size > 3) edges.push({ src: id(0), kind: D + 5, dst: id(size - 1) }, { src: id(2), kind: D + 5, dst: id(2) });
  return { nodes, edges };
}

/** The edges as the arrays a snapshot is built from. */
export function triplesOf(edges: readonly MadeEdge[]) {
  return {
    src: Int32Array.from(edges, (e) => e.src),
    dst: Int32Array.from(edges, (e) => e.dst),
    kinds: Uint8Array.from(edges, (e) => kindByte(e.kind)),
    length: edges.length,
  };
}

/** A snapshot without its numbering: equal for two that hold the same. */
export function shapeOf(s: Snapshot) {
  const edges: string[] = [];
  for (let n = 0; n < s.size; n++)
    for (let i = s.out.start[n] ?? 0; i < (s.out.start[n + 1] ?? 0); i++)
      edges.push(`${s.nodes.ids[n]} ${s.out.kinds[i]} ${s.nodes.ids[s.out.far[i] ?? 0]}`);
  const nodes = [...s.nodes.ids.keys()].map((n) =>
    [s.nodes.ids[n], s.nodes.kind[n], s.nodes.flags[n], s.nodes.score[n]].join(" "),
  );
  return { version: s.version, edges: edges.sort(), nodes: nodes.sort() };
}
