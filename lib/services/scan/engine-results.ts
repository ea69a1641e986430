import "server-only";
import { sql } from "drizzle-orm";
import type { Executor, Transaction } from "@/db/client";
import { ENGINE_VERDICTS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { digestOf } from "@/lib/domain/digest";
import {
  type EngineFound,
  type EngineResult,
  type EngineWord,
  engineFamily,
  importWord,
} from "@/lib/domain/engine-result";
import type { Evidence } from "@/lib/domain/evidence";
import { showText } from "@/lib/domain/text";
import { type Ctx, requireScope } from "../context";
import { saveEvidence } from "../evidence/save-evidence";
import { storable, withRows } from "../rows";

/**
 * Replaces what a source's documents say of other engines, scope by scope: a scope that was not read completely keeps what it
 * said before. Then matches results without a digest to the files of the estate.
 */
export async function saveEngineResults(
  tx: Transaction,
  ctx: Ctx,
  o: { runId: number; sourceId: number; results: readonly EngineResult[]; closable: (scope: string) => boolean },
): Promise<void> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const known = await tx.execute<{ scope: string }>(
    sql`select distinct scope from scan_engine_result where workspace_id = ${ws} and source_id = ${o.sourceId}`,
  );
  const results = storable(o.results);
  const spoken = new Set(results.map((result) => result.scope));
  const over = known.rows
    .map((row) => row.scope)
    .filter((scope) => spoken.has(scope) || o.closable(scope) || o.closable(""));
  if (over.length > 0)
    await tx.execute(
      sql`delete from scan_engine_result where workspace_id = ${ws} and source_id = ${o.sourceId} and scope = any(${sql.param(over)}::text[])`,
    );
  const proofs = results.map(evidenceOf);
  await saveEvidence(tx, ctx, proofs);
  const last = await tx.execute<{ seq: number }>(
    sql`select coalesce(max(seq), 0) as seq from scan_engine_result where workspace_id = ${ws} and source_id = ${o.sourceId}`,
  );
  const first = (last.rows[0]?.seq ?? 0) + 1;
  await withRows(
    tx,
    {
      seq: "int",
      scope: "text",
      engine: "text",
      version: "text",
      path: "text",
      digest: "text",
      verdict: "smallint",
      found: "jsonb",
      evidence_id: "text",
    },
    results.map((result, i) => ({
      ...result,
      seq: first + i,
      verdict: ENGINE_VERDICTS[result.verdict],
      evidence_id: digestOf(proofs[i]),
    })),
    (r) =>
      sql`insert into scan_engine_result(workspace_id, source_id, seq, run_id, scope, engine, version, path, digest, verdict, found, evidence_id)
          select ${ws}, ${o.sourceId}, r.seq, ${o.runId}, r.scope, r.engine, r.version, r.path, r.digest, r.verdict, r.found, r.evidence_id from ${r}`,
  );
  await matchByName(tx, ws);
}

/** The place in the document that says it, under the engine's own name. */
function evidenceOf(result: EngineResult): Evidence {
  const { site, engine, version, verdict, found, path } = result;
  const words = found[0]?.message ?? verdict;
  return {
    digest: site.digest,
    locator:
      site.line !== undefined
        ? { kind: "line", path: site.path, line: site.line, column: 1 }
        : { kind: "pointer", path: site.path, pointer: site.pointer ?? "" },
    found: storable(showText(`${engine}: ${verdict} ${path}: ${words}`, 490)),
    engine: { name: engine, version: version ?? "", ruleset: "" },
  };
}

/**
 * A result that names a file alone belongs to the one file of the estate whose path ends as it does, or it ends as that path;
 * where two different files do, to none.
 */
async function matchByName(tx: Transaction, ws: number): Promise<void> {
  await tx.execute(
    sql`with found as (
          select r.source_id, r.seq, case when count(distinct f.digest) = 1 then min(f.digest) end as digest
          from scan_engine_result r left join collected_file f
            on f.workspace_id = r.workspace_id and split_part(reverse(f.path), '/', 1) = split_part(reverse(r.path), '/', 1)
            and (f.path = r.path or right(r.path, length(f.path) + 1) = '/' || f.path or right(f.path, length(r.path) + 1) = '/' || r.path)
          where r.workspace_id = ${ws} and r.digest is null group by r.source_id, r.seq)
        update scan_engine_result r set matched = found.digest from found
        where r.workspace_id = ${ws} and r.source_id = found.source_id and r.seq = found.seq and r.matched is distinct from found.digest`,
  );
}

type Row = {
  digest: string;
  engine: string;
  version: string | null;
  verdict: number;
  found: EngineFound[];
  evidence_id: string;
  same: boolean;
};

/** What other engines say of files, by the files' digests; of all files where no digests are given. */
export async function engineWords(
  db: Executor,
  ctx: Ctx,
  digests: readonly string[] | null,
): Promise<Map<string, EngineWord[]>> {
  requireScope(ctx, "viewer");
  const wanted =
    digests === null ? sql`true` : sql`coalesce(r.digest, r.matched) = any(${sql.param([...digests])}::text[])`;
  const rows = await db.execute<Row>(
    sql`select coalesce(r.digest, r.matched) as digest, r.engine, r.version, r.verdict, r.found, r.evidence_id, r.digest is not null as same
        from scan_engine_result r where r.workspace_id = ${ctx.workspaceId} and coalesce(r.digest, r.matched) is not null and ${wanted}
        order by r.verdict desc, r.engine, r.source_id, r.seq`,
  );
  const out = new Map<string, EngineWord[]>();
  for (const row of rows.rows) {
    const words = out.get(row.digest) ?? [];
    words.push(wordFrom(row));
    out.set(row.digest, words);
  }
  return out;
}

function wordFrom(row: Row): EngineWord {
  const imports = row.found.flatMap(({ module, name }) => (module && name ? [importWord(module, name)] : []));
  return {
    engine: row.engine,
    version: row.version,
    family: engineFamily(row.engine),
    verdict: wordOf(ENGINE_VERDICTS, row.verdict),
    sameBytes: row.same,
    imports: [...new Set(imports)],
    found: row.found[0]?.message ?? null,
    evidenceId: row.evidence_id,
  };
}
