import "server-only";
import { sql } from "drizzle-orm";
import { FaultlineError } from "@/lib/domain/errors";
import type { GraphStamp } from "@/lib/domain/views/graph-stamp";
import type { Asked, Kind } from "@/lib/engine/questions";
import type { Moment } from "@/lib/graph/csr/snapshot";
import { type Ctx, reader, requireScope } from "../context";
import { graphEngine } from "./engine";
import { answerLocally } from "./local-graph";

/** A graph that is not loaded, or behind, is waited for so long before the database is asked itself. */
const LOAD_WAIT_MS = 1_500;
/** An answer that takes longer is not waited for: the thread is loading or counting something large. */
const ANSWER_MS = 8_000;
/** Postgres cancelled the statement: its time was over. */
const QUERY_CANCELED = "57014";

/** The moment of a workspace's graph now: its version, and the newest ranked run. */
export async function graphMoment(ctx: Ctx): Promise<Moment> {
  requireScope(ctx, "viewer");
  const { rows } = await reader().execute<{ version: number; runId: number; run: string | null }>(
    sql`select w.graph_version as version, w.graph_run as "runId", r.key as run
        from workspace w left join run r on r.workspace_id = w.id and r.id = w.graph_run where w.id = ${ctx.workspaceId}`,
  );
  const [moment] = rows;
  if (!moment) throw new FaultlineError("not_found", `Workspace ${ctx.workspaceId} does not exist.`);
  return moment;
}

/** An answer with the moment it speaks for. `answer` is null only where `partial` is true and the database has none. */
export type GraphAnswer<K extends Kind> =
  | { answer: Asked[K]["answer"]; stamp: GraphStamp }
  | { answer: null; stamp: GraphStamp & { partial: true } };

/**
 * Asks the engine; where it has no graph at hand, the database within its limits, and says so. Throws `unavailable` where
 * that takes too long too: an answer that is not known is not made up.
 */
export async function askGraph<K extends Kind>(
  ctx: Ctx,
  question: { kind: K } & Asked[K]["ask"],
): Promise<GraphAnswer<K>> {
  const moment = await graphMoment(ctx);
  const outcome = await graphEngine().ask<K>(ctx.workspaceId, question, {
    wanted: moment,
    waitMs: LOAD_WAIT_MS,
    limitMs: ANSWER_MS,
  });
  if (outcome.answered) {
    const { run, version } = outcome.value.moment;
    return { answer: outcome.value.answer, stamp: { run, version, partial: false } };
  }
  try {
    const answer = await reader().transaction((tx) => answerLocally(tx, ctx.workspaceId, moment, question), {
      isolationLevel: "repeatable read",
      accessMode: "read only",
    });
    return { answer, stamp: { run: moment.run, version: moment.version, partial: true } } as GraphAnswer<K>;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new FaultlineError(
      "unavailable",
      `${outcome.sentence} The database alone could not answer in time: ask again in a moment.`,
    );
  }
}

function isTimeout(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if ("code" in at && at.code === QUERY_CANCELED) return true;
  return false;
}
