import { kindByte } from "./kind-bytes";
import { indexOfIds, type Moment, type Nodes, nodeOf, type Snapshot } from "./snapshot";

/** Edges by asset id with their stored kind. */
export type EdgeList = { src: Int32Array; dst: Int32Array; kind: Int16Array };

/** What changed since a snapshot: `touched` edges and, of those, the ones that exist now; nodes added or said anew. */
export type Delta = { touched: EdgeList; present: EdgeList; nodes: Nodes };

type Changes = Map<number, { gone: Set<number>; here: Set<number> }>;

/** An edge of one source as one number: ends are int4, bytes below 256. */
const packed = (far: number, byte: number) => far * 256 + byte;

function joined(old: Snapshot, fresh: Nodes): { nodes: Nodes; indexOf: Int32Array } {
  const added: number[] = [];
  for (let i = 0; i < fresh.ids.length; i++) if (nodeOf(old, fresh.ids[i] as number) < 0) added.push(i);
  const size = old.size + added.length;
  const grow = <T extends Int32Array | Uint8Array | Int16Array>(from: T, more: T, to: T): T => {
    to.set(from);
    for (let i = 0; i < added.length; i++) to[old.size + i] = more[added[i] as number] as number;
    return to;
  };
  const nodes: Nodes = {
    ids: grow(old.nodes.ids, fresh.ids, new Int32Array(size)),
    kind: grow(old.nodes.kind, fresh.kind, new Uint8Array(size)),
    flags: grow(old.nodes.flags, fresh.flags, new Uint8Array(size)),
    exposure: grow(old.nodes.exposure, fresh.exposure, new Uint8Array(size)),
    data: grow(old.nodes.data, fresh.data, new Uint8Array(size)),
    score: grow(old.nodes.score, fresh.score, new Int16Array(size)),
  };
  for (let i = 0; i < fresh.ids.length; i++) {
    const n = nodeOf(old, fresh.ids[i] as number);
    if (n < 0) continue;
    nodes.kind[n] = fresh.kind[i] as number;
    nodes.flags[n] = fresh.flags[i] as number;
    nodes.exposure[n] = fresh.exposure[i] as number;
    nodes.data[n] = fresh.data[i] as number;
    nodes.score[n] = fresh.score[i] as number;
  }
  return { nodes, indexOf: added.length > 0 ? indexOfIds(nodes.ids) : old.indexOf };
}

function changesOf({ touched, present }: Delta, indexOf: Int32Array): { changes: Changes; ignored: number } {
  const changes: Changes = new Map();
  let ignored = 0;
  const each = (list: EdgeList, work: (own: { gone: Set<number>; here: Set<number> }, edge: number) => void) => {
    for (let i = 0; i < list.src.length; i++) {
      const from = indexOf[list.src[i] as number] ?? -1;
      const to = indexOf[list.dst[i] as number] ?? -1;
      const byte = kindByte(list.kind[i] as number);
      if (from < 0 || to < 0 || byte === 0) {
        if (list === present) ignored++;
        continue;
      }
      const own = changes.get(from) ?? { gone: new Set(), here: new Set() };
      changes.set(from, own);
      work(own, packed(to, byte));
    }
  };
  each(touched, (own, edge) => own.gone.add(edge));
  each(present, (own, edge) => own.here.add(edge));
  return { changes, ignored };
}

/**
 * The snapshot of a later moment, from an older one and what changed: lists of untouched nodes are copied in blocks, those
 * of touched ones are made anew. Both snapshots stay usable. Numbering is kept, new nodes come last. Sides that the old
 * one had are not made here. O(V + E) copying, O(changes) work.
 */
export function applyDelta(old: Snapshot, moment: Moment, delta: Delta): Snapshot {
  const { nodes, indexOf } = joined(old, delta.nodes);
  const size = nodes.ids.length;
  const { changes, ignored } = changesOf(delta, indexOf);
  const lists = new Map<number, Int32Array | Float64Array>();
  for (const [node, { gone, here }] of changes) {
    const kept = new Set(here);
    if (node < old.size)
      for (let i = old.out.start[node] as number; i < (old.out.start[node + 1] as number); i++) {
        const edge = packed(old.out.far[i] as number, old.out.kinds[i] as number);
        if (!gone.has(edge)) kept.add(edge);
      }
    lists.set(node, Float64Array.from(kept).sort());
  }
  const start = new Int32Array(size + 1);
  for (let node = 0; node < size; node++) {
    const own = lists.get(node)?.length;
    const was = node < old.size ? (old.out.start[node + 1] as number) - (old.out.start[node] as number) : 0;
    start[node + 1] = (start[node] as number) + (own ?? was);
  }
  const edges = start[size] as number;
  const far = new Int32Array(edges);
  const kinds = new Uint8Array(edges);
  let copied = 0;
  const copyTo = (node: number) => {
    const end = Math.min(node, old.size);
    if (end <= copied) return;
    const from = old.out.start[copied] as number;
    const to = old.out.start[end] as number;
    far.set(old.out.far.subarray(from, to), start[copied]);
    kinds.set(old.out.kinds.subarray(from, to), start[copied]);
  };
  for (const node of [...lists.keys()].sort((a, b) => a - b)) {
    copyTo(node);
    copied = node + 1;
    let at = start[node] as number;
    for (const edge of lists.get(node) ?? []) {
      far[at] = Math.floor(edge / 256);
      kinds[at++] = edge % 256;
    }
  }
  copyTo(size);
  return {
    ...moment,
    workspaceId: old.workspaceId,
    size,
    edges,
    indexOf,
    nodes,
    out: { start, far, kinds },
    ignored: old.ignored + ignored,
    made: { sides: {} },
  };
}
