import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { COLLECTION_OUTCOMES, EVIDENCE_CLASSES } from "@/db/enums";
import { digestOf, hash64 } from "@/lib/domain/digest";
import type { Evidence } from "@/lib/domain/evidence";
import type { AssetFact, EdgeFact, FactSite } from "@/lib/domain/inventory";
import { canonicalJson } from "@/lib/domain/json";
import { edgeCode, isLegalEdge } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { saveEvidence } from "../evidence/save-evidence";
import { storable, withRows } from "../rows";
import { addStats, holdRun, readRun } from "../run/run";
import { saveEngineResults } from "../scan/engine-results";
import { readSource } from "../source/source";
import { insertNew, resolveIdentities } from "./identities";
import { joinDuplicates } from "./join-facts";
import { mergeAssets } from "./merge-assets";
import { type EdgeRow, saveEdges } from "./save-edges";
import { dropStagedBatch, readStagedBatch } from "./stage-batch";

/** Closing more than this share of a source, and more than the floor, waits for a person (graph.md §4.3). */
const HOLD_SHARE = 0.2;
const HOLD_FLOOR = 50;

type Obs = { extKey: string; assetId: number; h: string; scope: string };

export type ApplyResult = { state: "applied" | "already_applied" | "held" };

/**
 * Reconciles a staged batch in one transaction: matches identities, writes only what changed, closes what a complete
 * scope no longer shows. Applied twice it is applied once; nothing is written when it would close too much.
 */
export async function applyBatch(ctx: Ctx, runId: number): Promise<ApplyResult> {
  requireScope(ctx, "admin");
  return withTransaction(async (tx) => {
    await tx.execute(sql`select 1 from run where workspace_id = ${ctx.workspaceId} and id = ${runId} for update`);
    const run = await readRun(tx, ctx.workspaceId, runId);
    const staged = await readStagedBatch(tx, ctx, runId);
    if (!staged) return { state: "already_applied" };
    const source = await readSource(tx, ctx.workspaceId, run.sourceId);
    const facts = joinDuplicates(staged.assets);
    const known = await readObservations(tx, ctx, run.sourceId);
    // A removed source says nothing any more, in whatever scope it once spoke.
    const closable = source.removed ? () => true : await closableScopes(tx, ctx, runId);
    const gone = [...known.values()].filter((o) => !facts.has(o.extKey) && closable(o.scope));
    if (!run.released && !source.removed && gone.length > Math.max(known.size * HOLD_SHARE, HOLD_FLOOR)) {
      await holdRun(
        tx,
        ctx,
        runId,
        `This run would close ${gone.length} of ${known.size} assets of “${source.name}”. Nothing is closed until a person has looked.`,
      );
      return { state: "held" };
    }
    const engine = { name: `connector ${source.connector}`, version: "1", ruleset: "" };
    const ids = await resolveIdentities(tx, ctx, facts);
    const added = await insertNew(tx, ctx, runId, facts, ids);
    await saveEvidence(
      tx,
      ctx,
      [...facts.values()].map((f) => factEvidence(f.site, `${f.kind} ${f.name}`, engine)),
    );
    const changed = await writeObservations(tx, ctx, { runId, sourceId: run.sourceId, facts, ids, known, engine });
    await dropObservations(tx, ctx, run.sourceId, gone);
    const touched = new Set([...changed, ...gone.map((g) => g.assetId)]);
    const merged = await mergeAssets(tx, ctx, { runId, at: run.at, ids: [...touched], added, sourceName: source.name });
    const edges = await applyEdges(tx, ctx, {
      runId,
      sourceId: run.sourceId,
      edges: staged.edges,
      facts,
      ids,
      gone,
      closable,
      known,
      engine,
    });
    await saveEngineResults(tx, ctx, { runId, sourceId: run.sourceId, results: staged.engineResults ?? [], closable });
    await dropStagedBatch(tx, ctx, runId);
    const stats = {
      assetsNew: added.size,
      assetsChanged: merged.changed,
      assetsGone: merged.closed,
      edgesNew: edges.added,
      edgesGone: edges.removed,
      edgesRefused: edges.refused,
    };
    await addStats(tx, ctx, runId, stats);
    await emitAudit(tx, ctx, { action: "run.apply", entity: "run", entityId: runId, detail: stats });
    return { state: "applied" };
  });
}

async function readObservations(tx: Transaction, ctx: Ctx, sourceId: number): Promise<Map<string, Obs>> {
  const rows = await tx.execute<{ ext_key: string; asset_id: number; h: string; scope: string }>(
    sql`select ext_key, asset_id, h::text, scope from asset_obs where workspace_id = ${ctx.workspaceId} and source_id = ${sourceId}`,
  );
  return new Map(rows.rows.map((r) => [r.ext_key, { extKey: r.ext_key, assetId: r.asset_id, h: r.h, scope: r.scope }]));
}

/** Only a complete scope may close; an asset that names no scope needs every scope of the run complete. */
async function closableScopes(tx: Transaction, ctx: Ctx, runId: number): Promise<(scope: string) => boolean> {
  const rows = await tx.execute<{ scope: string; outcome: number }>(
    sql`select scope, outcome from run_scope where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`,
  );
  const open = new Set(rows.rows.filter((r) => r.outcome !== COLLECTION_OUTCOMES.complete).map((r) => r.scope));
  const seen = new Set(rows.rows.map((r) => r.scope));
  return (scope) => (scope === "" ? open.size === 0 : seen.has(scope) && !open.has(scope));
}

type EngineName = Evidence["engine"];

/** The evidence of a fact: the place in the raw page that says it. Its id is content-addressed, so equal sites are one. */
function factEvidence(site: FactSite, found: string, engine: EngineName): Evidence {
  const locator: Evidence["locator"] =
    site.line !== undefined && site.pointer === undefined
      ? { kind: "line", path: site.path, line: site.line, column: 1 }
      : { kind: "pointer", path: site.path, pointer: site.pointer ?? "" };
  return { digest: site.digest, locator: storable(locator), found: storable(showText(found, 400)), engine };
}

async function writeObservations(
  tx: Transaction,
  ctx: Ctx,
  o: {
    runId: number;
    sourceId: number;
    facts: Map<string, AssetFact>;
    ids: Map<string, number>;
    known: Map<string, Obs>;
    engine: EngineName;
  },
): Promise<Set<number>> {
  const changed = new Set<number>();
  const rows: Record<string, unknown>[] = [];
  for (const fact of o.facts.values()) {
    const { key, site, scope, ...doc } = fact;
    const evidenceId = digestOf(factEvidence(site, `${fact.kind} ${fact.name}`, o.engine));
    const h = hash64(canonicalJson({ ...doc, evidenceId, scope })).toString();
    const assetId = o.ids.get(key);
    if (assetId === undefined || o.known.get(key)?.h === h) continue;
    changed.add(assetId);
    rows.push({
      ext_key: key,
      asset_id: assetId,
      scope,
      h,
      class: EVIDENCE_CLASSES[fact.class],
      doc,
      evidence_id: evidenceId,
    });
  }
  await withRows(
    tx,
    {
      ext_key: "text",
      asset_id: "int",
      scope: "text",
      h: "bigint",
      class: "smallint",
      doc: "jsonb",
      evidence_id: "text",
    },
    rows,
    (r) =>
      sql`insert into asset_obs(workspace_id, source_id, ext_key, asset_id, scope, changed_run, h, class, doc, evidence_id)
          select ${ctx.workspaceId}, ${o.sourceId}, r.ext_key, r.asset_id, r.scope, ${o.runId}, r.h, r.class, r.doc, r.evidence_id from ${r}
          on conflict (workspace_id, source_id, ext_key) do update set asset_id = excluded.asset_id, scope = excluded.scope,
            changed_run = excluded.changed_run, h = excluded.h, class = excluded.class, doc = excluded.doc, evidence_id = excluded.evidence_id`,
  );
  return changed;
}

async function dropObservations(tx: Transaction, ctx: Ctx, sourceId: number, gone: readonly Obs[]): Promise<void> {
  await tx.execute(
    sql`delete from asset_obs where workspace_id = ${ctx.workspaceId} and source_id = ${sourceId} and ext_key = any(${sql.param(gone.map((g) => g.extKey))}::text[])`,
  );
}

async function applyEdges(
  tx: Transaction,
  ctx: Ctx,
  o: {
    runId: number;
    sourceId: number;
    edges: readonly EdgeFact[];
    facts: Map<string, AssetFact>;
    ids: Map<string, number>;
    gone: readonly Obs[];
    closable: (scope: string) => boolean;
    known: Map<string, Obs>;
    engine: EngineName;
  },
): Promise<{ added: number; removed: number; refused: number }> {
  const rows: EdgeRow[] = [];
  const evidence: Evidence[] = [];
  let refused = 0;
  for (const e of o.edges) {
    const from = o.facts.get(e.from);
    const to = o.facts.get(e.to);
    const src = o.ids.get(e.from);
    const dst = o.ids.get(e.to);
    // Importers refuse illegal edges with a pointer; this is the floor under every source.
    if (!from || !to || src === undefined || dst === undefined || !isLegalEdge(e.relation, e.variant, from, to)) {
      refused++;
      continue;
    }
    const proof = factEvidence(e.site, `${from.name} ${e.relation} ${to.name}`, o.engine);
    evidence.push(proof);
    rows.push({
      src,
      dst,
      kind: edgeCode(e.relation, e.variant),
      class: EVIDENCE_CLASSES[e.class],
      evidenceId: digestOf(proof),
      doc: Object.keys(e.props).length > 0 ? e.props : null,
    });
  }
  await saveEvidence(tx, ctx, evidence);
  // An edge goes when its own end was read completely, or went itself.
  const goneIds = new Set(o.gone.map((g) => g.assetId));
  const complete = new Set<number>();
  for (const [key, fact] of o.facts) {
    const id = o.ids.get(key);
    if (id !== undefined && o.closable(fact.scope)) complete.add(id);
  }
  const saved = await saveEdges(tx, ctx, {
    runId: o.runId,
    sourceId: o.sourceId,
    rows,
    mayRemove: (src) => goneIds.has(src) || complete.has(src),
    tombstones: goneIds,
  });
  return { ...saved, refused };
}
