import "server-only";
import { sql } from "drizzle-orm";
import { ASSET_KINDS, RELATION_KINDS, SCAN_VERDICTS } from "@/db/enums";
import { ScanQuery } from "@/lib/domain/views/queries";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { FILE_COLUMNS, FILE_SCAN_JOIN, type FileSqlRow, withEngines } from "../asset/files";
import { assetRefs } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { oneOf } from "../sql-filters";
import { scanTotalsNow } from "../tally/scan-tally";
import { asOf } from "../workspace/workspace";

type LedgerRow = FileSqlRow & { place: number | null; rank: number };

/** Cards, configurations and the like: never part of what is counted as model bytes. */
const NOT_A_MODEL = sql`coalesce(s.result->'reasons' ? 'not_a_model', false)`;
/** Worst verdict first, what has none yet before what is clean, and what is no model file last. */
const RANK = sql`(case when ${NOT_A_MODEL} then 0 when s.verdict is null then 15 else s.verdict * 10 end)`;

/** Every file of the estate with its verdict and coverage, worst first, and the bytes of the model files summed. */
export async function getScanLedger(ctx: Ctx, input: unknown): Promise<ScanLedger> {
  requireScope(ctx, "viewer");
  const query = parseInput(ScanQuery, input);
  const db = reader();
  const cursor = fromCursor(query.cursor, 2);
  const after = cursor
    ? sql`(${RANK} < ${cursor[0]}::bigint or (${RANK} = ${cursor[0]}::bigint and a.id > ${cursor[1]}::bigint))`
    : sql`true`;
  const wanted = oneOf(
    sql`s.verdict`,
    query.verdict?.map((v) => SCAN_VERDICTS[v]),
  );
  const open = sql`a.workspace_id = ${ctx.workspaceId} and a.kind = ${ASSET_KINDS.artifact} and a.closed_record is null`;
  const page = await db.execute<LedgerRow>(
    sql`select ${FILE_COLUMNS}, ${RANK} as rank, p.path, p.place from asset a ${FILE_SCAN_JOIN}
        left join lateral (select e.src as place, d.doc->>'path' as path from edge e
          left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id
          where e.workspace_id = a.workspace_id and e.dst = a.id and e.kind = ${RELATION_KINDS.contains * 16} order by d.doc->>'path' nulls last, e.src limit 1) p on true
        where ${open} and ${wanted} and ${after} order by ${RANK} desc, a.id limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const refs = await assetRefs(
    db,
    ctx,
    rows.flatMap((r) => (r.place === null ? [] : [r.place])),
  );
  const files = await withEngines(db, ctx, rows);
  return {
    asOf: await asOf(ctx),
    files: files.map((file, i) => ({ ...file, place: refs.get(rows[i]?.place ?? -1) ?? null })),
    next: page.rows.length > query.limit && last ? toCursor([last.rank, last.id]) : null,
    totals: await scanTotalsNow(db, ctx),
  };
}
