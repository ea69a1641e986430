import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, EVIDENCE_CLASSES, SCAN_VERDICTS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import type { EngineWord } from "@/lib/domain/engine-result";
import type { JsonObject } from "@/lib/domain/json";
import { edgeWords } from "@/lib/domain/relation";
import { buildGraph } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset, GraphEdge } from "@/lib/graph/graph";
import { type Ctx, reader, requireScope } from "../context";
import { engineWords } from "../scan/engine-results";

type AssetRow = {
  id: number;
  ext_key: string;
  kind: number;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  attrs: JsonObject;
  evidence_id: string | null;
  closed_run: number | null;
  verdict: number | null;
  scan: JsonObject | null;
  evidence_ids: string[] | null;
  engine: string | null;
};

/** The workspace's current graph: open assets, tombstones that still carry lineage, and each file with its scan; optionally without derived edges. */
export async function loadGraph(
  ctx: Ctx,
  o: { derived: boolean } = { derived: true },
  db: Executor = reader(),
): Promise<Graph> {
  requireScope(ctx, "viewer");
  const assets = await db.execute<AssetRow>(
    sql`select a.id, a.ext_key, a.kind, a.subtype, a.name, a.owner, a.env, a.data, a.criticality, a.attrs, a.evidence_id, a.closed_run,
               s.verdict, s.result as scan, s.evidence_ids, s.engine
        from asset a
        left join scan s on s.workspace_id = a.workspace_id and a.kind = ${ASSET_KINDS.artifact} and s.digest = substr(a.ext_key, 8) and s.verdict is not null
        where a.workspace_id = ${ctx.workspaceId} order by a.id`,
  );
  const edges = await db.execute<{
    src: number;
    kind: number;
    dst: number;
    class: number;
    evidence_id: string | null;
    doc: JsonObject | null;
  }>(
    sql`select e.src, e.kind, e.dst, e.class, e.evidence_id, d.doc from edge e
        left join edge_detail d using (workspace_id, src, kind, dst, source_id)
        where e.workspace_id = ${ctx.workspaceId} and (${o.derived} or e.source_id <> 0)`,
  );
  const engines = await engineWords(db, ctx, null);
  return buildGraph(
    assets.rows.map((row) => graphAsset(row, engines.get(row.ext_key.replace(/^sha256:/, "")))),
    edges.rows.map(
      (e): GraphEdge => ({
        from: e.src,
        to: e.dst,
        ...edgeWords(e.kind),
        class: wordOf(EVIDENCE_CLASSES, e.class),
        props: e.doc ?? {},
        evidenceId: e.evidence_id,
      }),
    ),
  );
}

function graphAsset(row: AssetRow, engines: EngineWord[] | undefined): GraphAsset {
  const scan: JsonObject =
    row.scan && row.verdict !== null
      ? {
          scan: {
            ...row.scan,
            verdict: wordOf(SCAN_VERDICTS, row.verdict),
            evidence: row.evidence_ids ?? [],
            engine: row.engine ?? "",
          },
        }
      : {};
  return {
    id: row.id,
    key: row.ext_key,
    kind: wordOf(ASSET_KINDS, row.kind),
    subtype: row.subtype,
    name: row.name,
    owner: row.owner,
    env: row.env,
    data: row.data,
    criticality: row.criticality,
    props: { ...row.attrs, ...scan, ...(engines && { engines }) },
    evidenceId: row.evidence_id,
    open: row.closed_run === null,
  };
}
