import { csrBytes } from "@/lib/graph/csr/csr";
import { inSide, type Snapshot, side } from "@/lib/graph/csr/snapshot";
import { closure, makePad } from "@/lib/graph/csr/traverse";
import { type Figure, ratio, skipped, time } from "../figure";
import { rounds } from "../rounds";
import { gatherPerMs, runTwin } from "./twin";

const ROUNDS = 9;

/** Bytes an edge: the whole graph both ways, and each purpose's own arrays over its own edges. */
export function byteFigures(snapshot: Snapshot): Figure[] {
  const whole = (csrBytes(snapshot.out) + csrBytes(inSide(snapshot))) / snapshot.edges;
  const purposes = (["impact", "attack"] as const).map((purpose) => {
    const arrays = side(snapshot, purpose, "in");
    return { purpose, bytes: csrBytes(arrays) / arrays.far.length, edges: arrays.far.length };
  });
  return [
    {
      name: `bytes an edge of ${snapshot.edges} edges, both ways with their kinds`,
      measured: whole.toFixed(2),
      target: "<= 12",
      ok: whole <= 12,
    },
    {
      name: "bytes an edge of one purpose, one way",
      measured: purposes.map((p) => `${p.purpose} ${p.bytes.toFixed(2)} (${p.edges} edges)`).join(", "),
      target: "<= 7",
      ok: purposes.every((p) => p.bytes <= 7),
    },
  ];
}

/** The widest search against what memory allows: random reads of this process, and the same search in C. */
export async function limitFigures(snapshot: Snapshot, root: number): Promise<Figure[]> {
  const arrays = side(snapshot, "impact", "in");
  const pad = makePad(snapshot.size);
  const reach = closure(arrays, root, pad);
  const visited = reach.nodes.length;
  let edges = 0;
  for (const node of reach.nodes) edges += (arrays.start[node + 1] ?? 0) - (arrays.start[node] ?? 0);
  const touches = edges + visited;
  const { search } = await rounds(ROUNDS, { search: { run: () => closure(arrays, root, pad), times: 10 } });
  const gather = gatherPerMs();
  const share = touches / gather / search.median;
  const figures = [
    {
      name: `search over ${visited} nodes and ${edges} edges, against random reads of 64 MB in this process`,
      measured: `${(100 * share).toFixed(0)} % (median ${time(search.median)}, n ${search.n}; ${(gather / 1_000).toFixed(0)}M reads a second)`,
      target: ">= 50 %",
      ok: share >= 0.5,
    },
  ];
  const twin = runTwin({ starts: arrays.start, far: arrays.far, root }, 50);
  if (typeof twin === "string") {
    skipped("the same search in C", twin);
    return figures;
  }
  const slower = search.median / twin.bfs.median;
  figures.push({
    name: `the same search, against C -O3 -march=native${twin.visited === visited ? "" : ` (which visits ${twin.visited})`}`,
    measured: `${ratio(slower)} (medians ${time(search.median)} and ${time(twin.bfs.median)}, n ${twin.bfs.n}; C reads ${(twin.gatherPerMs / 1_000).toFixed(0)}M a second)`,
    target: "<= 4x",
    ok: twin.visited === visited && slower <= 4,
  });
  return figures;
}
