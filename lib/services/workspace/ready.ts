import "server-only";
import { sql } from "drizzle-orm";
import { workspace } from "@/db/schema";
import journal from "@/drizzle/meta/_journal.json";
import { reader, systemContext } from "../context";
import { loadGraph } from "../inventory/load-graph";
import { schemaIsCurrent } from "./migrate";

const ANSWER_MS = 3_000;

export const READY_PARTS = ["database", "migrations", "graph"] as const;
type ReadyPart = (typeof READY_PARTS)[number];
/** `missing` is the first part that is not there, with its sentence; null = ready. */
export type Readiness = { missing: { part: ReadyPart; sentence: string } | null };

/** Settles to the value, or to null when it fails or takes longer than a probe should wait. */
async function within<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]).catch(() => null);
  } finally {
    clearTimeout(timer);
  }
}

/** Loading is proof enough once in the life of a process: a probe every few seconds must not read a million rows each. */
let graphLoad: Promise<true> | null = null;

async function loadEveryGraph(): Promise<true> {
  const workspaces = await reader().select({ id: workspace.id }).from(workspace);
  for (const { id } of workspaces) await loadGraph(systemContext(id));
  return true;
}

/** Whether this process can answer: the database does, its tables are of this version, and the graph loads. */
export async function readiness(): Promise<Readiness> {
  const missing = (part: ReadyPart, sentence: string): Readiness => ({ missing: { part, sentence } });
  const answered = await within((async () => reader().execute(sql`select 1`))());
  if (!answered) return missing("database", "The database does not answer.");
  if (!(await within(schemaIsCurrent(journal.entries.length))))
    return missing("migrations", "The database lacks tables of this version: run `faultline migrate`.");
  graphLoad ??= loadEveryGraph();
  const load = graphLoad;
  load.catch((error: unknown) => {
    if (graphLoad !== load) return;
    graphLoad = null;
    console.error(JSON.stringify({ level: "error", part: "ready", error: String(error) }));
  });
  if (!(await within(load))) return missing("graph", "The graph is not loaded yet, or cannot be: see the log.");
  return { missing: null };
}
