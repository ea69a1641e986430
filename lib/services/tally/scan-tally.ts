import "server-only";
import { sql } from "drizzle-orm";
import type { Executor, Transaction } from "@/db/client";
import { ASSET_KINDS, SCAN_STATES, SCAN_VERDICTS } from "@/db/enums";
import { ScanVerdict } from "@/lib/domain/scan";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { FILE_SCAN_JOIN } from "../asset/files";
import { type Ctx, requireScope } from "../context";
import { readTally, type Tally, writeFacets } from "./tally";

type Totals = ScanLedger["totals"];

/** facet, value, n over every file and its scan: all but `other` is of model files alone. */
const totalsOf = (workspaceId: number) => sql`
  select f.facet, f.value, sum(f.n)::bigint as n from (
    select coalesce(s.result->'reasons' ? 'not_a_model', false) as other, s.verdict, s.state is distinct from ${SCAN_STATES.done} as waits, count(*) as files,
           coalesce(sum(coalesce((s.result->'coverage'->>'bytesTotal')::bigint, (a.attrs->>'size_bytes')::bigint, 0)), 0) as total,
           coalesce(sum((s.result->'coverage'->>'bytesParsed')::bigint), 0) as parsed, coalesce(sum((s.result->'coverage'->>'bytesOpaque')::bigint), 0) as opaque,
           coalesce(sum((s.result->>'bytesRead')::bigint), 0) as read
    from asset a ${FILE_SCAN_JOIN} where a.workspace_id = ${workspaceId} and a.kind = ${ASSET_KINDS.artifact} and a.closed_record is null group by 1, 2, 3) g
  cross join lateral (values ('other', case when other then '' end, files), ('files', case when not other then '' end, files),
    ('queued', case when not other and waits then '' end, files), ('verdict', case when not other then verdict::text end, files),
    ('bytes', case when not other then 'total' end, total), ('bytes', case when not other then 'parsed' end, parsed),
    ('bytes', case when not other then 'opaque' end, opaque), ('bytes', case when not other then 'read' end, read)) f(facet, value, n)
  where f.value is not null group by 1, 2`;

/** Writes the sums over all files once their scans have ended; nothing where neither files nor scans changed since. */
export async function writeScanTally(tx: Transaction, ctx: Ctx): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const now = await tx.execute<{ key: string; known: string | null }>(
    sql`select hashtextextended(concat_ws(';', w.graph_version, (select count(*) from scan where workspace_id = ${ws}), (select max(ended_at) from scan where workspace_id = ${ws}),
          (select count(*) from scan where workspace_id = ${ws} and state <> ${SCAN_STATES.done})), 0)::text as key,
          (select value from tally where workspace_id = ${ws} and list = 'scan' and facet = 'key') as known from workspace w where w.id = ${ws}`,
  );
  const { key, known } = now.rows[0] ?? { key: "0", known: null };
  if (key === known) return;
  await writeFacets(
    tx,
    ctx,
    "scan",
    ["other", "files", "queued", "verdict", "bytes", "key"],
    sql`${totalsOf(ws)} union all select 'key', ${key}::text, 1`,
  );
}

function ledgerTotals(tally: Tally): Totals {
  const n = (facet: string, value = "") => tally.get(facet)?.get(value) ?? 0;
  const byVerdict = Object.fromEntries(
    ScanVerdict.options.map((v) => [v, n("verdict", String(SCAN_VERDICTS[v]))]),
  ) as Totals["byVerdict"];
  const [bytesTotal, bytesParsed, bytesOpaque] = [n("bytes", "total"), n("bytes", "parsed"), n("bytes", "opaque")];
  return {
    files: n("files"),
    notModels: n("other"),
    byVerdict,
    // What has no verdict yet was not inspected either: it must not look accounted for.
    coverage: { bytesTotal, bytesParsed, bytesOpaque, bytesUnclaimed: bytesTotal - bytesParsed - bytesOpaque },
    bytesRead: n("bytes", "read"),
    queued: n("queued"),
  };
}

/** The sums over all files as the newest ranking saw them; counted now where none was written yet. */
export async function scanTotals(db: Executor, ctx: Ctx): Promise<Totals> {
  const tally = await readTally(db, ctx, "scan");
  return tally.has("key") ? ledgerTotals(tally) : scanTotalsNow(db, ctx);
}

/** The same sums, counted now: what a running scan has done so far. */
export async function scanTotalsNow(db: Executor, ctx: Ctx): Promise<Totals> {
  const rows = await db.execute<{ facet: string; value: string; n: string }>(totalsOf(ctx.workspaceId));
  const tally: Tally = new Map();
  for (const r of rows.rows) tally.set(r.facet, (tally.get(r.facet) ?? new Map()).set(r.value, Number(r.n)));
  return ledgerTotals(tally);
}
