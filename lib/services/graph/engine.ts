import "server-only";
import { databasePool, replica } from "@/db/client";
import { Engine } from "@/lib/engine/engine";

/** Memory for the graphs of one process: an estate of a million assets takes some 130 MB. */
const DEFAULT_BYTES = 1_000_000_000;
const POLL_MS = 5_000;
/** On the global object: bundles of several routes in one process share one thread. */
const SLOT = Symbol.for("faultline.graph-engine");
type Slot = { [SLOT]?: { url: string; engine: Engine } };

function log(sentence: string): void {
  console.error(JSON.stringify({ level: "warn", part: "graph", sentence }));
}

function budgetBytes(): number {
  const said = process.env.FAULTLINE_GRAPH_BYTES;
  const bytes = Number(said || DEFAULT_BYTES);
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  log(`FAULTLINE_GRAPH_BYTES is “${said}”, which is no number of bytes; ${DEFAULT_BYTES} is used.`);
  return DEFAULT_BYTES;
}

/** The graph engine of this process, for the database its pool speaks to. Its thread starts with the first question. */
export function graphEngine(): Engine {
  const slot = globalThis as Slot;
  const url = databasePool().options.connectionString ?? "";
  if (slot[SLOT]?.url === url) return slot[SLOT].engine;
  void slot[SLOT]?.engine.close();
  const copyUrl = replica()?.pool.options.connectionString ?? null;
  const engine = new Engine({ url, copyUrl, budgetBytes: budgetBytes(), pollMs: POLL_MS }, log);
  slot[SLOT] = { url, engine };
  return engine;
}
