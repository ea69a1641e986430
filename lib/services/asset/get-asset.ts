import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS, EVIDENCE_CLASSES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { factEvidenceId } from "@/lib/domain/evidence";
import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import type { AssetDetail, FileRow } from "@/lib/domain/views/asset-views";
import { downstream, upstream } from "@/lib/graph/walk";
import { type Ctx, reader, requireScope } from "../context";
import { isRowId } from "../input";
import { loadGraph } from "../inventory/load-graph";
import { byPrecedence, type ObsDoc } from "../inventory/merge-assets";
import { filesOf } from "./files";
import { ASSET_COLUMNS, type AssetSqlRow, assetRow, seenBy } from "./list-assets";
import { assetRefs } from "./refs";

/** An asset with what each source says of it, its files, risks and history. Throws not_found. */
export async function getAsset(ctx: Ctx, id: number): Promise<AssetDetail> {
  requireScope(ctx, "viewer");
  if (!isRowId(id)) throw new FaultlineError("not_found", "There is no such asset.");
  const db = reader();
  const found = await db.execute<AssetSqlRow & { attrs: JsonObject; closed_record: number | null }>(
    sql`select ${ASSET_COLUMNS}, a.attrs, a.closed_record from asset a where a.workspace_id = ${ctx.workspaceId} and a.id = ${id}`,
  );
  const row = found.rows[0];
  if (!row) throw new FaultlineError("not_found", "There is no such asset.");
  const base = assetRow(row, (await seenBy(db, ctx, [id])).get(id));
  const aliases = await db.execute<{ alias: string }>(
    sql`select alias from asset_alias where workspace_id = ${ctx.workspaceId} and asset_id = ${id} order by alias limit 50`,
  );
  const history = await db.execute<{ at: string; run: string; text: string }>(
    sql`select e.at::text, coalesce(r.key, '') as run, e.text from asset_event e left join run r on r.workspace_id = e.workspace_id and r.id = e.run_id
        where e.workspace_id = ${ctx.workspaceId} and e.asset_id = ${id} order by e.run_id desc, e.text limit 100`,
  );
  const files = await filesOf(db, ctx, id);
  const risks = await risksOf(db, ctx, id);
  const graph = await loadGraph(ctx);
  const up = upstream(graph, id);
  const down = downstream(graph, id);
  return {
    ...base,
    aliases: aliases.rows.map((a) => a.alias),
    props: row.attrs,
    facts: await factsOf(db, ctx, id),
    files,
    risks,
    history: history.rows.map((h) => ({ ...h, at: new Date(h.at).toISOString() })),
    counts: {
      upstream: new Set(up.rows.map((r) => r.far)).size + up.omitted,
      downstream: new Set(down.rows.map((r) => r.far)).size + down.omitted,
      usedBy: new Set(graph.in(id).map((e) => e.from)).size,
    },
    answer: answerOf(base.name, row.closed_record !== null, files, risks),
  };
}

/** One sentence for "can it ship?": what forbids it, what is not known, or that nothing stands against it. */
function answerOf(
  name: string,
  closed: boolean,
  files: readonly FileRow[],
  risks: AssetDetail["risks"],
): AssetDetail["answer"] {
  if (closed)
    return { state: "unknown", sentence: "No source shows it any more; what is said here is what the last run knew." };
  const bad = files.filter((f) => f.verdict === "malicious");
  if (bad.length > 0)
    return {
      state: "no",
      sentence: `${bad.length === 1 ? `${showText(bad[0]?.path ?? "One file", 60)} runs` : `${bad.length} files run`} hidden code when loaded.`,
    };
  const worst = risks[0];
  if (worst && (worst.band === "Critical" || worst.band === "High"))
    return { state: "no", sentence: `${worst.title}.` };
  const unread = files.filter(
    (f) =>
      f.verdict === null ||
      f.verdict === "error" ||
      (f.verdict === "not_scanned" && !f.reasons.includes("not_a_model")),
  );
  if (unread.length > 0)
    return {
      state: "unknown",
      sentence: `${unread.length} of ${files.length} ${files.length === 1 ? "file was" : "files were"} never fully inspected.`,
    };
  if (risks.length > 0)
    return {
      state: "yes",
      sentence: `Nothing urgent stands against ${showText(name, 60)}; ${risks.length} milder ${risks.length === 1 ? "risk is" : "risks are"} open.`,
    };
  return {
    state: "yes",
    sentence: "No open risk. Every rule that applies to it passed or lacked a fact; see Summary.",
  };
}

async function risksOf(db: Executor, ctx: Ctx, id: number): Promise<AssetDetail["risks"]> {
  const rows = await db.execute<{
    id: string;
    title: string;
    rule_id: string;
    band: number;
    score_tenths: number;
    root_asset: number;
  }>(
    sql`select r.id::text, r.title, r.rule_id, m.band, m.score_tenths, r.root_asset from risk_member m
        join risk r on r.workspace_id = m.workspace_id and r.id = m.risk_id and r.open
        where m.workspace_id = ${ctx.workspaceId} and m.asset_id = ${id} order by m.score_tenths desc, r.id limit 100`,
  );
  const refs = await assetRefs(
    db,
    ctx,
    rows.rows.map((r) => r.root_asset),
  );
  return rows.rows.map((r) => ({
    id: r.id,
    title: r.title,
    ruleId: r.rule_id,
    band: wordOf(BANDS, r.band),
    scoreTenths: r.score_tenths,
    inheritedFrom: r.root_asset === id ? null : (refs.get(r.root_asset) ?? null),
  }));
}

const OWN_FIELDS = ["name", "subtype", "owner", "env", "data", "criticality"] as const;

/** Every property with each source's word, the used one marked; sources that disagree stand side by side. */
async function factsOf(db: Executor, ctx: Ctx, id: number): Promise<AssetDetail["facts"]> {
  const rows = await db.execute<{
    source_id: number;
    source: string;
    class: number;
    changed_record: number;
    doc: ObsDoc;
    page_id: number | null;
    spot: string | null;
  }>(
    sql`select o.source_id, s.name as source, o.class, o.changed_record, o.doc, o.page_id, o.spot from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
        where o.workspace_id = ${ctx.workspaceId} and o.asset_id = ${id}`,
  );
  const observed = rows.rows
    .map((r) => ({ ...r, sourceId: r.source_id, changedRecord: r.changed_record }))
    .sort(byPrecedence);
  const used = new Set<string>();
  const facts: AssetDetail["facts"] = [];
  for (const o of observed) {
    const values: [string, Json][] = [
      ...OWN_FIELDS.map((f): [string, Json] => [f, o.doc[f] ?? null]),
      ...Object.entries(o.doc.props),
    ];
    for (const [property, value] of values) {
      if (value === null) continue;
      facts.push({
        property,
        value,
        source: o.source,
        class: wordOf(EVIDENCE_CLASSES, o.class),
        evidenceId: factEvidenceId(o.page_id, o.spot),
        used: !used.has(property),
      });
      used.add(property);
    }
  }
  return facts.sort((a, b) => (a.property < b.property ? -1 : a.property > b.property ? 1 : 0));
}
