import { type Csr, csrBytes, type KindCsr, outSide, runningSum, type Triples, transposed } from "./csr";
import { type Direction, type Purpose, walkTable } from "./kind-bytes";
import { bfsOrder } from "./order";

/** Bits of `Nodes.flags`. */
export const OPEN = 1;
export const PRODUCTION = 2;
/** Infra whose collected state is running. */
export const RUNNING = 4;
/** Some running infra loads it, itself or an adapter or merge of it. */
export const DEPLOYED = 8;
/** A dataset, or an infra that holds data: what "sensitive data" can mean. */
export const STORE = 16;
export const AGENT = 32;

export const DATA_UNKNOWN = 255;
export const NO_SCORE = -1;

/** What is known of each node, by dense index. */
export type Nodes = {
  /** Asset id. */
  ids: Int32Array;
  /** ASSET_KINDS code. */
  kind: Uint8Array;
  flags: Uint8Array;
  /** EXPOSURES code. */
  exposure: Uint8Array;
  /** Sensitivity the score read, else the stated one; DATA_UNKNOWN where nobody says. */
  data: Uint8Array;
  /** Tenths; NO_SCORE without an open risk. */
  score: Int16Array;
};

/** The moment a snapshot speaks for: the workspace's graph version and its newest ranked run. */
export type Moment = { version: number; runId: number; run: string | null };

/**
 * One workspace's whole graph in arrays, never changed once made. Both directions with kinds, and one pair of arrays a
 * purpose, made on first use: a purpose's arrays hold only its own edges, so that a hub's other edges are not read.
 */
export type Snapshot = Moment & {
  workspaceId: number;
  size: number;
  edges: number;
  /** By asset id: the dense index, -1 where there is none. */
  indexOf: Int32Array;
  nodes: Nodes;
  out: KindCsr;
  /** Edges left out: of a kind this version does not know, or with an end that is no asset. */
  ignored: number;
  made: { in?: KindCsr; sides: Partial<Record<`${Purpose}/${Direction}`, Csr>> };
};

/** From here on nodes are numbered in the order harm spreads: closures then read memory nearly in sequence. */
const RENUMBER_FROM = 100_000;

export function indexOfIds(ids: Int32Array): Int32Array {
  let max = 0;
  for (const id of ids) if (id > max) max = id;
  const indexOf = new Int32Array(max + 1).fill(-1);
  for (let n = 0; n < ids.length; n++) indexOf[ids[n] as number] = n;
  return indexOf;
}

/** Replaces asset ids by indexes in place and drops edges without both ends; gives the number dropped. */
function toIndexes(triples: Triples, indexOf: Int32Array): number {
  const { src, dst, kinds, length } = triples;
  let out = 0;
  for (let i = 0; i < length; i++) {
    const from = indexOf[src[i] as number] ?? -1;
    const to = indexOf[dst[i] as number] ?? -1;
    if (from < 0 || to < 0 || kinds[i] === 0) continue;
    src[out] = from;
    dst[out] = to;
    kinds[out] = kinds[i] as number;
    out++;
  }
  triples.length = out;
  return length - out;
}

export function permuted(nodes: Nodes, order: Int32Array): Nodes {
  const pick = <T extends Int32Array | Uint8Array | Int16Array>(from: T, to: T): T => {
    for (let n = 0; n < order.length; n++) to[n] = from[order[n] as number] as number;
    return to;
  };
  const size = order.length;
  return {
    ids: pick(nodes.ids, new Int32Array(size)),
    kind: pick(nodes.kind, new Uint8Array(size)),
    flags: pick(nodes.flags, new Uint8Array(size)),
    exposure: pick(nodes.exposure, new Uint8Array(size)),
    data: pick(nodes.data, new Uint8Array(size)),
    score: pick(nodes.score, new Int16Array(size)),
  };
}

/**
 * Makes the snapshot. `triples` name asset ids, in any order, repeated or not; they are overwritten. Self loops are kept
 * in the whole graph and left out of every purpose. O(V + E); `renumber` forces or forbids the numbering by harm.
 */
export function buildSnapshot(
  workspaceId: number,
  moment: Moment,
  given: Nodes,
  triples: Triples,
  renumber = given.ids.length >= RENUMBER_FROM,
): Snapshot {
  let nodes = given;
  let indexOf = indexOfIds(nodes.ids);
  const unknown = toIndexes(triples, indexOf);
  if (renumber) {
    const order = bfsOrder(nodes.ids.length, triples);
    const place = new Int32Array(order.length);
    for (let n = 0; n < order.length; n++) place[order[n] as number] = n;
    for (let i = 0; i < triples.length; i++) {
      triples.src[i] = place[triples.src[i] as number] as number;
      triples.dst[i] = place[triples.dst[i] as number] as number;
    }
    nodes = permuted(nodes, order);
    indexOf = indexOfIds(nodes.ids);
  }
  const out = outSide(nodes.ids.length, triples);
  return {
    ...moment,
    workspaceId,
    size: nodes.ids.length,
    edges: out.far.length,
    indexOf,
    nodes,
    out,
    ignored: unknown,
    made: { sides: {} },
  };
}

/** All edges by where they arrive, with their kinds; made on first use. */
export function inSide(snapshot: Snapshot): KindCsr {
  snapshot.made.in ??= transposed(snapshot.out);
  return snapshot.made.in;
}

/** One direction of one purpose; made on first use. */
export function side(snapshot: Snapshot, purpose: Purpose, direction: Direction): Csr {
  const name = `${purpose}/${direction}` as const;
  const known = snapshot.made.sides[name];
  if (known) return known;
  const made = purposeSide(snapshot.out, walkTable(purpose, direction));
  snapshot.made.sides[name] = made;
  return made;
}

function purposeSide({ start, far, kinds }: KindCsr, walk: Uint8Array): Csr {
  const size = start.length - 1;
  const begins = new Int32Array(size + 1);
  for (let node = 0; node < size; node++) {
    const end = start[node + 1] as number;
    for (let i = start[node] as number; i < end; i++) {
      const how = walk[kinds[i] as number] as number;
      const other = far[i] as number;
      if (how === 0 || other === node) continue;
      const at = (how === 1 ? node : other) + 1;
      begins[at] = (begins[at] as number) + 1;
    }
  }
  runningSum(begins);
  const next = begins.slice(0, size);
  const ends = new Int32Array(begins[size] as number);
  for (let node = 0; node < size; node++) {
    const end = start[node + 1] as number;
    for (let i = start[node] as number; i < end; i++) {
      const how = walk[kinds[i] as number] as number;
      const other = far[i] as number;
      if (how === 0 || other === node) continue;
      const near = how === 1 ? node : other;
      const at = next[near] as number;
      next[near] = at + 1;
      ends[at] = how === 1 ? other : node;
    }
  }
  return { start: begins, far: ends };
}

/** The dense index of an asset; -1 where the snapshot does not hold it. */
export function nodeOf(snapshot: Snapshot, id: number): number {
  return snapshot.indexOf[id] ?? -1;
}

/** Bytes a snapshot holds now: arrays of edges and of nodes, with every side that was made. */
export function snapshotBytes({ nodes, indexOf, out, made }: Snapshot): {
  edges: number;
  nodes: number;
  total: number;
} {
  const sides = Object.values(made.sides).reduce((sum, s) => sum + csrBytes(s), 0);
  const edges = csrBytes(out) + (made.in ? csrBytes(made.in) : 0) + sides;
  const columns = Object.values(nodes).reduce((sum, column) => sum + column.byteLength, indexOf.byteLength);
  return { edges, nodes: columns, total: edges + columns };
}
