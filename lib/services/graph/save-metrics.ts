import "server-only";
import { sql } from "drizzle-orm";
import { copyTransaction, type Transaction } from "@/db/client";
import type { Asked } from "@/lib/engine/questions";
import { emitAudit } from "../audit";
import { type Ctx, requireScope } from "../context";
import { type Cell, copyRows } from "../inventory/copy-rows";
import { GRAPH_CHANNEL } from "../inventory/graph-log";
import { graphMoment } from "./ask";
import { graphEngine } from "./engine";

/** Nobody waits at a screen for these: a large graph may take minutes to read. */
const LOAD_WAIT_MS = 15 * 60_000;
/** Hops are kept in two bytes. */
const MAX_HOPS = 32_767;
/** Where the version of the newest figures stands among the counts. */
export const METRICS_TALLY = { list: "graph", facet: "metrics", value: "version" } as const;

function* cells({ ids, up, down, running, hops, next }: Asked["metrics"]["answer"]): Generator<Cell[]> {
  for (let i = 0; i < ids.length; i++) {
    const far = hops[i] ?? -1;
    const reached = far >= 0;
    yield [
      ids[i] ?? 0,
      up[i] ?? 0,
      down[i] ?? 0,
      running[i] ?? 0,
      reached ? Math.min(far, MAX_HOPS) : null,
      reached && far > 0 ? (next[i] ?? null) : null,
    ];
  }
}

/**
 * Counts every asset's exact blast radius and its way to sensitive data, and keeps what differs: lists rank by it with one
 * index page. Part of ranking; may be run again with the same result. Where the engine has no graph at hand nothing is
 * written and the problem is returned as a sentence.
 */
export async function saveGraphMetrics(ctx: Ctx): Promise<{ version: number; changed: number } | { problem: string }> {
  requireScope(ctx, "admin");
  const moment = await graphMoment(ctx);
  const outcome = await graphEngine().ask(
    ctx.workspaceId,
    { kind: "metrics" },
    { wanted: moment, waitMs: LOAD_WAIT_MS, limitMs: null },
  );
  if (!outcome.answered) return { problem: outcome.sentence };
  const { answer, moment: spokenFor } = outcome.value;
  return copyTransaction(async (tx, client) => {
    await tx.execute(
      sql`create temp table metric_new (asset_id int, up_count int, down_count int, down_running int, sensitive_hops smallint, sensitive_next int) on commit drop`,
    );
    await copyRows(client, "metric_new", cells(answer));
    // The server does not know yet how many rows a new estate has: without an index it may compare each with each.
    await tx.execute(sql`create unique index on metric_new (asset_id)`);
    await tx.execute(sql`analyze metric_new`);
    const changed = await keepDifferences(tx, ctx, spokenFor.version);
    await emitAudit(tx, ctx, {
      action: "run.rank",
      entity: "workspace",
      entityId: ctx.workspaceId,
      detail: { metrics: answer.ids.length, changed, version: spokenFor.version },
    });
    await tx.execute(sql`select pg_notify(${GRAPH_CHANNEL}, ${`${ctx.workspaceId}:${spokenFor.version}`})`);
    return { version: spokenFor.version, changed };
  });
}

const COLUMNS = ["up_count", "down_count", "down_running", "sensitive_hops", "sensitive_next"];
const columns = (table: string) => sql.raw(COLUMNS.map((c) => `${table}.${c}`).join(", "));

/** Rows that say the same are not written: a quiet estate costs one comparison. Gives the number of rows that were. */
async function keepDifferences(tx: Transaction, ctx: Ctx, version: number): Promise<number> {
  const ws = ctx.workspaceId;
  const sets = sql.raw(COLUMNS.map((c) => `${c} = n.${c}`).join(", "));
  const updated = await tx.execute(
    sql`update asset_metric m set version = ${version}, ${sets} from metric_new n
        where m.workspace_id = ${ws} and m.asset_id = n.asset_id and (${columns("m")}) is distinct from (${columns("n")})`,
  );
  const added = await tx.execute(
    sql`insert into asset_metric(workspace_id, asset_id, version, ${sql.raw(COLUMNS.join(", "))})
        select ${ws}, n.asset_id, ${version}::int, ${columns("n")} from metric_new n
        where not exists (select 1 from asset_metric m where m.workspace_id = ${ws} and m.asset_id = n.asset_id)`,
  );
  const gone = await tx.execute(
    sql`delete from asset_metric m where m.workspace_id = ${ws} and not exists (select 1 from metric_new n where n.asset_id = m.asset_id)`,
  );
  const { list, facet, value } = METRICS_TALLY;
  await tx.execute(
    sql`insert into tally(workspace_id, list, facet, value, n) values (${ws}, ${list}, ${facet}, ${value}, ${version})
        on conflict (workspace_id, list, facet, value) do update set n = excluded.n`,
  );
  return (updated.rowCount ?? 0) + (added.rowCount ?? 0) + (gone.rowCount ?? 0);
}
