import { MultiDirectedGraph } from "graphology";
import { RELATION_KINDS } from "@/db/enums";
import { blast } from "@/lib/graph/csr/blast";
import { csrBytes } from "@/lib/graph/csr/csr";
import { walkedKinds } from "@/lib/graph/csr/kind-bytes";
import { inSide, nodeOf, side } from "@/lib/graph/csr/snapshot";
import { makePad } from "@/lib/graph/csr/traverse";
import { Snapshot as Estate } from "../estate/snapshot";
import { type Figure, ratio, time } from "../figure";
import { rounds } from "../rounds";
import { edgeArrays, heldBytes, snapshotOf } from "./arrays";

const TOP = 50;
const MOST = 100_000;

type Library = MultiDirectedGraph<{ score: number }, { kind: number }>;

/** The same question asked of the library: everything downstream, and the fifty with the worst scores. */
function libraryBlast(graph: Library, root: string, against: ReadonlySet<number>): { count: number; top: string[] } {
  const seen = new Set([root]);
  const queue = [root];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const visit = (other: string) => {
      if (seen.has(other)) return;
      seen.add(other);
      queue.push(other);
    };
    graph.forEachInEdge(node, (_, { kind }, source) => {
      if (against.has(kind)) visit(source);
    });
    graph.forEachOutEdge(node, (_, { kind }, __, target) => {
      if (kind >> 4 === RELATION_KINDS.exposes) visit(target);
    });
  }
  seen.delete(root);
  const top = [...seen]
    .sort((a, b) => graph.getNodeAttribute(b, "score") - graph.getNodeAttribute(a, "score") || Number(a) - Number(b))
    .slice(0, TOP);
  return { count: seen.size, top };
}

/** The engine against the best known graph library, at 100k assets at most: beyond that the library needs gigabytes. */
export async function libraryFigures(size: number): Promise<Figure[]> {
  const assets = Math.min(size, MOST);
  const edges = edgeArrays(new Estate(assets));
  const before = heldBytes();
  const graph: Library = new MultiDirectedGraph();
  for (let id = 1; id <= assets; id++) graph.addNode(String(id), { score: ((id - 1) * 7_919) % 1_000 });
  for (let i = 0; i < edges.src.length; i++)
    graph.addDirectedEdge(String(edges.src[i]), String(edges.dst[i]), { kind: edges.kind[i] ?? 0 });
  const libraryBytes = heldBytes() - before;
  const snapshot = snapshotOf(assets, edges);
  const pad = makePad(snapshot.size);
  side(snapshot, "impact", "in");
  const engineBytes = csrBytes(snapshot.out) + csrBytes(inSide(snapshot));
  const against = new Set(walkedKinds("impact", "in").against);
  const root = nodeOf(snapshot, 1);
  const own = blast(snapshot, root, pad, TOP);
  const other = libraryBlast(graph, "1", against);
  const same = own.count === other.count && own.top.every((t) => Number.isInteger(t.id));
  const { engine, library } = await rounds(assets > 20_000 ? 5 : 9, {
    engine: { run: () => blast(snapshot, root, pad, TOP), times: 20 },
    library: { run: () => libraryBlast(graph, "1", against) },
  });
  const faster = library.median / engine.median;
  return [
    {
      name: `blast radius and top ${TOP} of the widest base, ${assets} assets: against graphology (${own.count} reached${same ? "" : `, graphology says ${other.count}`})`,
      measured: `${ratio(faster)} (medians ${time(engine.median)} and ${time(library.median)}, n ${engine.n})`,
      target: ">= 100x faster",
      ok: same && faster >= 100,
    },
    {
      name: `memory of ${edges.src.length} edges, both ways with their kinds, against graphology`,
      measured: `1/${(libraryBytes / engineBytes).toFixed(0)} (${(engineBytes / edges.src.length).toFixed(1)} and ${(libraryBytes / edges.src.length).toFixed(0)} bytes an edge)`,
      target: "<= 1/30",
      ok: libraryBytes / engineBytes >= 30,
    },
  ];
}
