import "server-only";
import { sql } from "drizzle-orm";
import { workspace } from "@/db/schema";
import journal from "@/drizzle/meta/_journal.json";
import { reader, systemContext } from "../context";
import { graphMoment } from "../graph/ask";
import { graphEngine } from "../graph/engine";
import { schemaIsCurrent } from "./migrate";

const ANSWER_MS = 3_000;
/** Of this, how long a graph that is being loaded is waited for. */
const LOAD_MS = 2_000;

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

/** Workspaces whose graph the engine held when it was asked: asked once each in the life of a process, then it keeps them. */
let loaded = new Set<number>();

/**
 * Why the graph is not there, or null. A graph that the byte budget refuses does not make a process unready: its questions
 * are answered by the database and say so. Loading goes on between probes, so a large one is ready some probes later.
 */
async function graphProblem(): Promise<string | null> {
  const workspaces = await reader().select({ id: workspace.id }).from(workspace);
  for (const { id } of workspaces) {
    if (loaded.has(id)) continue;
    const wanted = await graphMoment(systemContext(id));
    const got = await graphEngine().load(id, wanted, LOAD_MS);
    if (!got.moment && !got.refused) return got.sentence;
    loaded.add(id);
  }
  // A workspace that is gone need not be remembered.
  loaded = new Set(workspaces.map((w) => w.id));
  return null;
}

/** Whether this process can answer: the database does, its tables are of this version, and the graph is loaded. */
export async function readiness(): Promise<Readiness> {
  const missing = (part: ReadyPart, sentence: string): Readiness => ({ missing: { part, sentence } });
  const answered = await within((async () => reader().execute(sql`select 1`))());
  if (!answered) return missing("database", "The database does not answer.");
  if (!(await within(schemaIsCurrent(journal.entries.length))))
    return missing("migrations", "The database lacks tables of this version: run `faultline migrate`.");
  const problem = await within(graphProblem().then((sentence) => ({ sentence })));
  if (!problem) return missing("graph", "The graph is not loaded yet: asking took too long.");
  if (problem.sentence !== null) return missing("graph", `The graph is not loaded yet: ${problem.sentence}`);
  return { missing: null };
}
