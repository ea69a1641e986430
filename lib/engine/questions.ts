import { allDownCounts, allUpCounts } from "@/lib/graph/csr/all-assets";
import { type Blast, blast } from "@/lib/graph/csr/blast";
import type { Direction, Purpose } from "@/lib/graph/csr/kind-bytes";
import { type Neighbourhood, neighbourhood } from "@/lib/graph/csr/neighbourhood";
import { RECALL_GROUPS, type RecallGroup, type RecallMember, type RecallTotals, recall } from "@/lib/graph/csr/recall";
import { type EdgeRows, edgeRows } from "@/lib/graph/csr/rows";
import {
  exposedWays,
  type Field,
  isSensitive,
  sensitiveField,
  unknownStores,
  wayFromExposure,
  wayOf,
} from "@/lib/graph/csr/sensitive";
import { inSide, nodeOf, type Snapshot, side } from "@/lib/graph/csr/snapshot";
import { closure, makePad, type Pad, shortestPathOver } from "@/lib/graph/csr/traverse";

/** Over what two assets may be joined: harm, an attacker's moves, or any relation but labels in any direction. */
export type Over = "impact" | "attack" | "any";

/** Everything the engine can be asked, and what it answers. Assets are named by id on both sides. */
export type Asked = {
  counts: { ask: { id: number }; answer: { upstream: number; downstream: number; usedBy: number } };
  rows: {
    ask: { id: number; purpose: Purpose; direction: Direction; maxDepth: number; limit: number };
    answer: EdgeRows;
  };
  blast: { ask: { id: number; limit: number }; answer: Blast };
  path: { ask: { from: number; to: number; over: Over }; answer: number[] | null };
  /** The way from an asset to the nearest sensitive data, and from the nearest exposed asset to it. */
  exposure: {
    ask: { id: number };
    answer: { toData: number[] | null; fromExposed: number[] | null; sensitive: boolean; unknownStores: number };
  };
  exposed: { ask: { limit: number }; answer: { ways: number[][]; total: number; unknownStores: number } };
  neighbourhood: { ask: { id: number; hops: number; family: number; limit: number }; answer: Neighbourhood };
  /** `page`: the members after a place in the order of groups, distance and id. `ids`: everything that is to be told. */
  recall: {
    ask: {
      id: number;
      after: { group: RecallGroup; distance: number; id: number } | null;
      limit: number;
      ids: boolean;
    };
    answer: { totals: RecallTotals; members: (RecallMember & { group: RecallGroup })[]; ids: Int32Array };
  };
  /** One row an asset, in parallel arrays: what asset_metric keeps. -1 = no sensitive data is reached. */
  metrics: {
    ask: unknown;
    answer: Record<"ids" | "up" | "down" | "running" | "hops" | "next", Int32Array>;
  };
};
export type Question = { [K in keyof Asked]: { kind: K } & Asked[K]["ask"] }[keyof Asked];
export type Kind = keyof Asked;

type Answers = { [K in Kind]: (snapshot: Snapshot, ask: Asked[K]["ask"], pad: Pad) => Asked[K]["answer"] };

const FIELDS = new WeakMap<Snapshot, Field>();

/** The way of every asset to sensitive data, found once a snapshot. */
function fieldOf(snapshot: Snapshot, pad: Pad): Field {
  const made = FIELDS.get(snapshot) ?? sensitiveField(snapshot, pad);
  FIELDS.set(snapshot, made);
  return made;
}

const idsOf = ({ nodes }: Snapshot, path: readonly number[] | null) => path?.map((n) => nodes.ids[n] as number) ?? null;

/**
 * Any relation, either way, but no labels: two things are not joined by having one publisher, owner or advisory. Harm and
 * attack together are all the others.
 */
function sidesOver(snapshot: Snapshot, over: Over) {
  if (over !== "any") return [side(snapshot, over, "out")];
  return (["impact", "attack"] as const).flatMap((purpose) => [
    side(snapshot, purpose, "out"),
    side(snapshot, purpose, "in"),
  ]);
}

function usedBy(snapshot: Snapshot, node: number): number {
  const { start, far } = inSide(snapshot);
  // Lists are ascending, so repeats stand together.
  let n = 0;
  for (let i = start[node] as number; i < (start[node + 1] as number); i++)
    if (far[i] !== node && (i === start[node] || far[i] !== far[i - 1])) n++;
  return n;
}

const ANSWERS: Answers = {
  counts: (snapshot, { id }, pad) => {
    const node = nodeOf(snapshot, id);
    if (node < 0) return { upstream: 0, downstream: 0, usedBy: 0 };
    const reached = (direction: Direction) => closure(side(snapshot, "impact", direction), node, pad).nodes.length - 1;
    return { upstream: reached("out"), downstream: reached("in"), usedBy: usedBy(snapshot, node) };
  },
  rows: (snapshot, ask, pad) => {
    const node = nodeOf(snapshot, ask.id);
    return node < 0 ? { rows: [], omitted: 0 } : edgeRows(snapshot, node, ask, pad);
  },
  blast: (snapshot, { id, limit }, pad) => {
    const node = nodeOf(snapshot, id);
    return node < 0 ? { weight: 0, count: 0, running: 0, byKind: [], top: [] } : blast(snapshot, node, pad, limit);
  },
  path: (snapshot, { from, to, over }, pad) => {
    const [start, end] = [nodeOf(snapshot, from), nodeOf(snapshot, to)];
    if (start < 0 || end < 0) return null;
    return idsOf(
      snapshot,
      shortestPathOver(sidesOver(snapshot, over), start, (n) => n === end, pad),
    );
  },
  exposure: (snapshot, { id }, pad) => {
    const node = nodeOf(snapshot, id);
    const unknown = unknownStores(snapshot);
    if (node < 0) return { toData: null, fromExposed: null, sensitive: false, unknownStores: unknown };
    return {
      toData: idsOf(snapshot, wayOf(fieldOf(snapshot, pad), node)),
      fromExposed: idsOf(snapshot, wayFromExposure(snapshot, node, pad)),
      sensitive: isSensitive(snapshot.nodes, node),
      unknownStores: unknown,
    };
  },
  exposed: (snapshot, { limit }, pad) => {
    const { ways, total } = exposedWays(snapshot, fieldOf(snapshot, pad), limit);
    return { ways: ways.map((way) => idsOf(snapshot, way) ?? []), total, unknownStores: unknownStores(snapshot) };
  },
  neighbourhood: (snapshot, ask) => {
    const node = nodeOf(snapshot, ask.id);
    return node < 0 ? { nodes: [], edges: [], families: [], omitted: 0 } : neighbourhood(snapshot, node, ask);
  },
  recall: (snapshot, { id, after, limit, ids }, pad) => {
    const node = nodeOf(snapshot, id);
    const { totals, members } = node < 0 ? nothingRecalled() : recall(snapshot, node, pad);
    const all = RECALL_GROUPS.flatMap((group) => members[group].map((m) => ({ ...m, group })));
    const first = after ? all.findIndex((m) => isAfter(m, after)) : 0;
    return {
      totals,
      members: first < 0 ? [] : all.slice(first, first + limit),
      ids: ids ? Int32Array.from(all, (m) => m.id) : new Int32Array(),
    };
  },
  metrics: (snapshot, _, pad) => {
    const { hops, next } = fieldOf(snapshot, pad);
    const { ids } = snapshot.nodes;
    return {
      ids,
      ...allDownCounts(snapshot, pad),
      up: allUpCounts(snapshot, pad),
      hops,
      next: next.map((n) => (n < 0 ? n : (ids[n] as number))),
    };
  },
};

function nothingRecalled() {
  const none = { count: 0, production: 0, running: 0 };
  return {
    totals: { descendants: none, endpoints: none, agents: none, others: none },
    members: { descendants: [], endpoints: [], agents: [], others: [] } as Record<RecallGroup, RecallMember[]>,
  };
}

function isAfter(m: RecallMember & { group: RecallGroup }, after: RecallMember & { group: RecallGroup }): boolean {
  const order = RECALL_GROUPS.indexOf(m.group) - RECALL_GROUPS.indexOf(after.group);
  return (order || m.distance - after.distance || m.id - after.id) > 0;
}

/** Answers one question from one snapshot. Unknown assets answer as assets without relations. */
export function answerFrom(
  snapshot: Snapshot,
  question: Question,
  pad: Pad = makePad(snapshot.size),
): Asked[Kind]["answer"] {
  const work = ANSWERS[question.kind] as (s: Snapshot, q: Question, p: Pad) => Asked[Kind]["answer"];
  return work(snapshot, question, pad);
}
