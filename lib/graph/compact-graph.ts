import { ASSET_KINDS, EVIDENCE_CLASSES, RELATION_KINDS } from "@/db/enums";
import type { AssetKind } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { factEvidenceId } from "@/lib/domain/evidence";
import type { JsonObject } from "@/lib/domain/json";
import { edgeWords, type RelationKind } from "@/lib/domain/relation";
import { compareIn, compareOut, sameFact } from "./build-graph";
import type { Graph, GraphAsset, GraphEdge } from "./graph";
import { IntColumn, TextColumn } from "./text-column";

/** Assets and edges that are held as objects at a time: what rules come back to, not the estate. */
const ASSETS_HELD = 50_000;
const EDGES_HELD = 200_000;

/** Columns of a snapshot, filled row by row in any order. */
export class CompactRows {
  readonly ids = new IntColumn();
  readonly kinds = new IntColumn();
  /** JSON: [key, subtype, name, owner, env, data, criticality, props, pageId, spot, open]. */
  readonly docs = new TextColumn();
  readonly src = new IntColumn();
  readonly dst = new IntColumn();
  readonly edgeKinds = new IntColumn();
  readonly classes = new IntColumn();
  readonly pages = new IntColumn();
  readonly spots = new TextColumn();
  readonly edgeDocs = new TextColumn();
}

type AssetDoc = [
  key: string,
  subtype: string,
  name: string,
  owner: string | null,
  env: string | null,
  data: number | null,
  criticality: number | null,
  props: JsonObject,
  pageId: number | null,
  spot: string | null,
  open: boolean,
];

/** Rows of one end, by node: rows of node n are `order[start[n] .. start[n + 1]]`. */
type Ends = { start: Int32Array; order: Int32Array };

function endsOf(size: number, nodes: Int32Array): Ends {
  const start = new Int32Array(size + 1);
  for (const n of nodes) start[n + 1] = (start[n + 1] ?? 0) + 1;
  for (let i = 0; i < size; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0);
  const next = start.slice();
  const order = new Int32Array(nodes.length);
  nodes.forEach((n, row) => {
    const at = next[n] ?? 0;
    order[at] = row;
    next[n] = at + 1;
  });
  return { start, order };
}

/** Objects made of rows on demand and let go together when there are too many of them. */
class Held<T> {
  private readonly byNode = new Map<number, T>();
  private weight = 0;
  constructor(
    private readonly limit: number,
    private readonly make: (node: number) => T,
    private readonly weigh: (value: T) => number,
  ) {}

  get(node: number): T {
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const made = this.make(node);
    this.weight += this.weigh(made);
    if (this.weight > this.limit) {
      this.byNode.clear();
      this.weight = this.weigh(made);
    }
    this.byNode.set(node, made);
    return made;
  }
}

type Side = { all: GraphEdge[]; split: Map<RelationKind, GraphEdge[]> };
const NO_EDGES: readonly GraphEdge[] = Object.freeze([]);

/**
 * The same snapshot as `buildGraph` makes, held as columns: about 60 bytes an edge and the text of an asset, so that a
 * million assets are judged in the memory of one process. Objects are made when asked for; two of one id are equal, and
 * not always the same.
 * `more` holds further properties by asset key.
 * @throws FaultlineError invalid_input on a doubled asset id or an edge whose end is no asset of the snapshot.
 */
export function compactGraph(rows: CompactRows, more: ReadonlyMap<string, JsonObject> = new Map()): Graph {
  const ids = rows.ids.done();
  const kinds = rows.kinds.done();
  const nodeOf = nodesOf(ids);
  const node = (id: number) => (id >= 0 && id < nodeOf.length ? (nodeOf[id] ?? 0) - 1 : -1);
  const [src, dst] = [rows.src.done(), rows.dst.done()];
  const [from, to] = [src, dst].map((end) => end.map((id) => node(id)));
  if (!from || !to) throw new Error("no ends");
  const lost = from.findIndex((n, row) => n < 0 || (to[row] ?? -1) < 0);
  if (lost >= 0) {
    const end = (from[lost] ?? -1) < 0 ? src[lost] : dst[lost];
    const { relation } = edgeWords(rows.edgeKinds.done()[lost] ?? 0);
    throw new FaultlineError(
      "invalid_input",
      `Edge ${src[lost]} ${relation} ${dst[lost]} names asset ${end}, which the snapshot does not hold.`,
    );
  }
  const inIdOrder = Int32Array.from(ids.keys()).sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0));
  const makeEdge = edgeMaker(rows);
  const side = (ends: Ends, compare: typeof compareOut) =>
    new Held<Side>(
      EDGES_HELD,
      (n) => ({
        all: strongest([...ends.order.subarray(ends.start[n], ends.start[n + 1])].map(makeEdge).sort(compare)),
        split: new Map(),
      }),
      (s) => s.all.length + 1,
    );
  const leaving = side(endsOf(ids.length, from), compareOut);
  const arriving = side(endsOf(ids.length, to), compareIn);
  const assets = new Held<GraphAsset>(ASSETS_HELD, assetMaker(rows, ids, kinds, more), () => 1);
  const edgesOf = (held: Held<Side>, id: number, relation?: RelationKind): readonly GraphEdge[] => {
    const n = node(id);
    if (n < 0) return NO_EDGES;
    const { all, split } = held.get(n);
    if (relation === undefined || all.length === 0) return all;
    if (split.size === 0) for (const edge of all) push(split, edge.relation, edge);
    return split.get(relation) ?? NO_EDGES;
  };
  return {
    assets: new AssetMap(ids, inIdOrder, node, (n) => assets.get(n)),
    *edges() {
      for (const n of inIdOrder) yield* leaving.get(n).all;
    },
    ofKind(kind: AssetKind) {
      const code = ASSET_KINDS[kind];
      return [...inIdOrder].filter((n) => kinds[n] === code).map((n) => assets.get(n));
    },
    out: (id, relation) => edgesOf(leaving, id, relation),
    in: (id, relation) => edgesOf(arriving, id, relation),
    eachEdge(visit) {
      const codes = rows.edgeKinds.done();
      const words = Object.fromEntries(Object.entries(RELATION_KINDS).map(([word, code]) => [code, word])) as Record<
        number,
        RelationKind
      >;
      for (let row = 0; row < src.length; row++)
        visit(src[row] ?? 0, dst[row] ?? 0, words[(codes[row] ?? 0) >> 4] as RelationKind);
    },
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** id -> node + 1; ids are dense, so an array is the smallest map. */
function nodesOf(ids: Int32Array): Int32Array {
  const nodeOf = new Int32Array(ids.reduce((max, id) => Math.max(max, id), 0) + 1);
  ids.forEach((id, n) => {
    if (nodeOf[id] !== 0) throw new FaultlineError("invalid_input", `Asset id ${id} stands twice in one snapshot.`);
    nodeOf[id] = n + 1;
  });
  return nodeOf;
}

function assetMaker(
  rows: CompactRows,
  ids: Int32Array,
  kinds: Int32Array,
  more: ReadonlyMap<string, JsonObject>,
): (node: number) => GraphAsset {
  return (n) => {
    const [key, subtype, name, owner, env, data, criticality, props, pageId, spot, open] = JSON.parse(
      rows.docs.get(n) ?? "null",
    ) as AssetDoc;
    return {
      id: ids[n] ?? 0,
      key,
      kind: wordOf(ASSET_KINDS, kinds[n] ?? 0),
      subtype,
      name,
      owner,
      env,
      data,
      criticality,
      props: more.has(key) ? { ...props, ...more.get(key) } : props,
      evidenceId: factEvidenceId(pageId, spot),
      open,
    };
  };
}

function edgeMaker(rows: CompactRows): (row: number) => GraphEdge {
  const [src, dst, kinds] = [rows.src.done(), rows.dst.done(), rows.edgeKinds.done()];
  const [classes, pages] = [rows.classes.done(), rows.pages.done()];
  return (row) => {
    const doc = rows.edgeDocs.get(row);
    const page = pages[row] ?? 0;
    return {
      from: src[row] ?? 0,
      to: dst[row] ?? 0,
      ...edgeWords(kinds[row] ?? 0),
      class: wordOf(EVIDENCE_CLASSES, classes[row] ?? 0),
      props: doc === null ? {} : (JSON.parse(doc) as JsonObject),
      evidenceId: page === 0 ? null : factEvidenceId(page, rows.spots.get(row)),
    };
  };
}

/** Of equal facts, which stand together, the first: the one of the strongest evidence. */
function strongest(sorted: GraphEdge[]): GraphEdge[] {
  return sorted.filter((edge, i) => {
    const before = sorted[i - 1];
    return before === undefined || !sameFact(before, edge);
  });
}

/** Assets by id, in id order, made when asked for. */
class AssetMap implements ReadonlyMap<number, GraphAsset> {
  constructor(
    private readonly ids: Int32Array,
    private readonly order: Int32Array,
    private readonly node: (id: number) => number,
    private readonly at: (node: number) => GraphAsset,
  ) {}
  get size(): number {
    return this.ids.length;
  }
  get(id: number): GraphAsset | undefined {
    const n = this.node(id);
    return n < 0 ? undefined : this.at(n);
  }
  has(id: number): boolean {
    return this.node(id) >= 0;
  }
  *keys(): MapIterator<number> {
    for (const n of this.order) yield this.ids[n] ?? 0;
    return undefined;
  }
  *values(): MapIterator<GraphAsset> {
    for (const n of this.order) yield this.at(n);
    return undefined;
  }
  *entries(): MapIterator<[number, GraphAsset]> {
    for (const n of this.order) yield [this.ids[n] ?? 0, this.at(n)];
    return undefined;
  }
  [Symbol.iterator](): MapIterator<[number, GraphAsset]> {
    return this.entries();
  }
  forEach(visit: (asset: GraphAsset, id: number, map: ReadonlyMap<number, GraphAsset>) => void): void {
    for (const [id, asset] of this.entries()) visit(asset, id, this);
  }
}
