import "server-only";
import { sql } from "drizzle-orm";
import { PUSH_STATES, RUN_STATES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import type { PushError, PushView } from "@/lib/domain/views/push-views";
import { type Ctx, reader, requireScope } from "../context";
import { readUpload, TOLD_ERRORS, type Upload } from "./upload-row";

type RunSqlRow = {
  id: number;
  key: string;
  state: number;
  error: string | null;
  stats: Record<string, unknown>;
  name: string;
  later: boolean;
};

/** A push: how far it has come, what of it could not be used, and what its run made of the rest. */
export async function getPush(ctx: Ctx, id: string): Promise<PushView> {
  requireScope(ctx, "viewer", "inventory:push");
  const db = reader();
  const upload = await readUpload(db, ctx.workspaceId, id);
  const found = await db.execute<RunSqlRow>(
    sql`select r.id, r.key, r.state, r.error, r.stats, s.name,
               exists (select 1 from push_upload o where o.workspace_id = s.workspace_id and o.source_id = s.id and o.run_id > ${upload.runId ?? 0}) as later
        from source s left join run r on r.workspace_id = s.workspace_id and r.id = ${upload.runId}
        where s.workspace_id = ${ctx.workspaceId} and s.id = ${upload.sourceId}`,
  );
  const row = found.rows[0];
  const run = upload.runId === null || !row ? null : runOf(row);
  return {
    id: upload.id,
    key: upload.idempotencyKey,
    source: { id: upload.sourceId, name: row?.name ?? "" },
    state: wordOf(PUSH_STATES, upload.state),
    received: upload.received,
    records: upload.doc.records,
    ...(run?.state === "applied" ? await setAsideBy(ctx, run.id) : toldAtOnce(upload)),
    run,
    newest: run !== null && row?.later === false,
  };
}

function runOf(row: RunSqlRow): NonNullable<PushView["run"]> {
  const n = (key: string) => (typeof row.stats[key] === "number" ? row.stats[key] : 0);
  return {
    id: row.id,
    key: row.key,
    state: wordOf(RUN_STATES, row.state),
    error: row.error,
    assetsNew: n("assetsNew"),
    assetsChanged: n("assetsChanged"),
    assetsGone: n("assetsGone"),
    edgesNew: n("edgesNew"),
    edgesGone: n("edgesGone"),
  };
}

type Errors = { errors: PushError[]; errorCount: number };

const toldAtOnce = ({ doc }: Upload): Errors => ({ errors: doc.errors, errorCount: doc.errorCount });

/** Once it is applied, its run's list says more than what the door saw. */
async function setAsideBy(ctx: Ctx, runId: number): Promise<Errors> {
  const rows = await reader().execute<{ pointer: string; reason: string; n: number }>(
    sql`select pointer, reason, (count(*) over ())::int as n from quarantine where workspace_id = ${ctx.workspaceId} and run_id = ${runId}
        order by coalesce(substring(pointer from '^line (\d{1,9})$')::int, 2147483647), seq limit ${TOLD_ERRORS}`,
  );
  return {
    errors: rows.rows.map((r) => {
      const line = /^line ([1-9]\d{0,8})$/.exec(r.pointer)?.[1];
      return { line: line === undefined ? null : Number(line), reason: r.reason };
    }),
    errorCount: rows.rows[0]?.n ?? 0,
  };
}
