import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, RELATION_KINDS, SCAN_VERDICTS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { agree, type EngineWord } from "@/lib/domain/engine-result";
import { Coverage } from "@/lib/domain/scan";
import type { FileRow } from "@/lib/domain/views/asset-views";
import type { Ctx } from "../context";
import { engineWords } from "../scan/engine-results";

export type FileSqlRow = {
  id: number;
  ext_key: string;
  name: string;
  attrs: { size_bytes?: number };
  path: string | null;
  verdict: number | null;
  result: {
    sizeBytes?: number;
    formats?: string[];
    reasons?: string[];
    coverage?: unknown;
    bytesRead?: number;
    found?: string | null;
  } | null;
  evidence_ids: string[] | null;
  engine: string | null;
  ended_at: string | null;
};

/** One file with its newest verdict; a verdict of null means that no scan has ended, never that it is clean. */
function fileRow(row: FileSqlRow, engines: readonly EngineWord[] = []): FileRow {
  const result = row.verdict === null ? null : row.result;
  const coverage = Coverage.safeParse(result?.coverage);
  const verdict = row.verdict === null ? null : wordOf(SCAN_VERDICTS, row.verdict);
  return {
    assetId: row.id,
    path: row.path ?? row.name,
    sha256: row.ext_key.startsWith("sha256:") ? row.ext_key.slice(7) : null,
    sizeBytes: result?.sizeBytes ?? row.attrs.size_bytes ?? null,
    formats: result?.formats ?? [],
    verdict,
    reasons: result?.reasons ?? [],
    found: result?.found ?? null,
    coverage: coverage.success ? coverage.data : null,
    bytesRead: result?.bytesRead ?? null,
    evidenceIds: row.evidence_ids ?? [],
    engine: row.engine,
    scannedAt: row.ended_at ? new Date(row.ended_at).toISOString() : null,
    engines: engines.map((word) => ({ ...word, agrees: agree(verdict, word.verdict) })),
  };
}

/** Rows with what other engines say of their files. */
export async function withEngines<T extends FileSqlRow>(
  db: Executor,
  ctx: Ctx,
  rows: readonly T[],
): Promise<FileRow[]> {
  const digest = (row: FileSqlRow) => row.ext_key.replace(/^sha256:/, "");
  const words = await engineWords(db, ctx, rows.map(digest));
  return rows.map((row) => fileRow(row, words.get(digest(row))));
}

export const FILE_COLUMNS = sql.raw(
  "a.id, a.ext_key, a.name, a.attrs, s.verdict, s.result, s.evidence_ids, s.engine, s.ended_at::text as ended_at",
);
export const FILE_SCAN_JOIN = sql.raw(
  "left join scan s on s.workspace_id = a.workspace_id and s.digest = substr(a.ext_key, 8)",
);

/** The files an asset contains, worst verdict first; for a file itself, that one file. */
export async function filesOf(db: Executor, ctx: Ctx, assetId: number): Promise<FileRow[]> {
  const contains = RELATION_KINDS.contains * 16;
  const select = (path: SQL, from: SQL) => sql`select ${FILE_COLUMNS}, ${path} as path from ${from} ${FILE_SCAN_JOIN}`;
  const rows = await db.execute<FileSqlRow>(
    sql`select * from (
          ${select(
            sql`(d.doc->>'path')`,
            sql`edge e join asset a on a.workspace_id = e.workspace_id and a.id = e.dst
                left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id`,
          )}
          where e.workspace_id = ${ctx.workspaceId} and e.src = ${assetId} and e.kind = ${contains}
          union all
          ${select(sql`null::text`, sql`asset a`)}
          where a.workspace_id = ${ctx.workspaceId} and a.id = ${assetId} and a.kind = ${ASSET_KINDS.artifact}
        ) f order by f.verdict desc nulls last, f.path nulls last, f.id`,
  );
  const byId = new Map<number, FileSqlRow>();
  for (const row of rows.rows) {
    const known = byId.get(row.id);
    if (!known || (known.path === null && row.path !== null)) byId.set(row.id, row);
  }
  return withEngines(db, ctx, [...byId.values()]);
}
