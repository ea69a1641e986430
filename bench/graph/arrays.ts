import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ASSET_KINDS } from "@/db/enums";
import { edgeCode } from "@/lib/domain/relation";
import { kindByte } from "@/lib/graph/csr/kind-bytes";
import { buildSnapshot, type Nodes, OPEN, type Snapshot } from "@/lib/graph/csr/snapshot";
import type { Snapshot as Estate } from "../estate/snapshot";

const MOMENT = { version: 1, runId: 1, run: null };

/** Asset ids and stored kinds of every edge of a made estate, in the generator's order. */
export function edgeArrays(made: Estate): { src: Int32Array; dst: Int32Array; kind: Int16Array } {
  const src: number[] = [];
  const dst: number[] = [];
  const kind: number[] = [];
  for (const node of made.nodes())
    for (const { relation, variant, to } of made.edgesOf(node)) {
      src.push(node.node + 1);
      dst.push(to + 1);
      kind.push(edgeCode(relation, variant));
    }
  return { src: Int32Array.from(src), dst: Int32Array.from(dst), kind: Int16Array.from(kind) };
}

/** The engine's snapshot of edges between open models with the ids 1 to `size`, straight from arrays: no database. */
export function snapshotOf(size: number, edges: ReturnType<typeof edgeArrays>): Snapshot {
  const nodes: Nodes = {
    ids: Int32Array.from({ length: size }, (_, i) => i + 1),
    kind: new Uint8Array(size).fill(ASSET_KINDS.model),
    flags: new Uint8Array(size).fill(OPEN),
    exposure: new Uint8Array(size),
    data: new Uint8Array(size).fill(255),
    score: Int16Array.from({ length: size }, (_, i) => (i * 7_919) % 1_000),
  };
  const triples = {
    src: edges.src.slice(),
    dst: edges.dst.slice(),
    kinds: Uint8Array.from(edges.kind, kindByte),
    length: edges.src.length,
  };
  return buildSnapshot(1, MOMENT, nodes, triples);
}

/** What the heap holds after everything that can go has gone. */
export function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}
