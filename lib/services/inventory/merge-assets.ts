import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ASSET_KINDS } from "@/db/enums";
import { hash64 } from "@/lib/domain/digest";
import type { AssetFact } from "@/lib/domain/inventory";
import { canonicalJson, type Json, type JsonObject } from "@/lib/domain/json";
import { type Ctx, requireScope } from "../context";
import { withRows } from "../rows";

export type ObsDoc = Omit<AssetFact, "key" | "site" | "scope">;
export type ObsRow = {
  assetId: number;
  sourceId: number;
  class: number;
  changedRun: number;
  doc: ObsDoc;
  evidenceId: string | null;
};
type Merged = {
  kind: number;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  attrs: JsonObject;
  evidence_id: string | null;
};

/** Published precedence of facts: verified, observed, declared, inferred; then the newer word; then the older source. */
export function byPrecedence(a: ObsRow, b: ObsRow): number {
  return a.class - b.class || b.changedRun - a.changedRun || a.sourceId - b.sourceId;
}

/** The merged view of one asset from all that sources say: for each property the first by precedence that says anything. */
function mergeFacts(rows: readonly ObsRow[]): Merged | null {
  const [best, ...rest] = [...rows].sort(byPrecedence);
  if (!best) return null;
  const all = [best, ...rest];
  const first = <T>(pick: (d: ObsDoc) => T | null): T | null => {
    for (const row of all) {
      const value = pick(row.doc);
      if (value !== null) return value;
    }
    return null;
  };
  const attrs: Record<string, Json> = {};
  for (const row of all) {
    // null means that a source looked and found nothing: it stands until another source says more, and is not the same
    // as a property nobody looked for.
    for (const [key, value] of Object.entries(row.doc.props)) if ((attrs[key] ?? null) === null) attrs[key] = value;
  }
  // Known by reference only means that nobody describes it: one description ends that.
  if (rows.some((r) => r.doc.props.by_reference !== true)) delete attrs.by_reference;
  const exact = all.find((r) => r.doc.subtype !== "unknown" && r.doc.subtype !== "other") ?? best;
  return {
    kind: ASSET_KINDS[best.doc.kind],
    subtype: exact.doc.kind === best.doc.kind ? exact.doc.subtype : best.doc.subtype,
    name: best.doc.name,
    owner: first((d) => d.owner),
    env: first((d) => d.env),
    data: first((d) => d.data),
    criticality: first((d) => d.criticality),
    attrs,
    evidence_id: best.evidenceId,
  };
}

/**
 * Recomputes the merged rows of `ids`, writes those that differ, closes those nobody sees any more and re-opens those
 * seen again; each change leaves a line in the asset's history.
 */
export async function mergeAssets(
  tx: Transaction,
  ctx: Ctx,
  o: { runId: number; at: Date; ids: readonly number[]; added: ReadonlySet<number>; sourceName: string },
): Promise<{ changed: number; closed: number }> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const obs = await tx.execute<{
    asset_id: number;
    source_id: number;
    class: number;
    changed_run: number;
    doc: ObsDoc;
    evidence_id: string | null;
  }>(
    sql`select asset_id, source_id, class, changed_run, doc, evidence_id from asset_obs where workspace_id = ${ws} and asset_id = any(${sql.param(o.ids)}::int[])`,
  );
  const current = await tx.execute<{ id: number; h: string; closed_record: number | null; old: Merged }>(
    sql`select id, h::text, closed_record, jsonb_build_object('kind', kind, 'subtype', subtype, 'name', name, 'owner', owner, 'env', env, 'data', data, 'criticality', criticality, 'attrs', attrs) as old
        from asset where workspace_id = ${ws} and id = any(${sql.param(o.ids)}::int[])`,
  );
  const byAsset = new Map<number, ObsRow[]>();
  for (const r of obs.rows) {
    const row = {
      assetId: r.asset_id,
      sourceId: r.source_id,
      class: r.class,
      changedRun: r.changed_run,
      doc: r.doc,
      evidenceId: r.evidence_id,
    };
    byAsset.set(r.asset_id, [...(byAsset.get(r.asset_id) ?? []), row]);
  }
  const updates: Record<string, unknown>[] = [];
  const events: { asset_id: number; text: string }[] = [];
  const closed: number[] = [];
  for (const row of current.rows) {
    const merged = mergeFacts(byAsset.get(row.id) ?? []);
    if (!merged) {
      if (row.closed_record === null) {
        closed.push(row.id);
        events.push({ asset_id: row.id, text: `Gone: ${o.sourceName} no longer shows it` });
      }
      continue;
    }
    const h = hash64(canonicalJson(merged)).toString();
    if (h === row.h && row.closed_record === null) continue;
    updates.push({ id: row.id, h, ...merged });
    events.push({ asset_id: row.id, text: changeText(o, row, merged) });
  }
  await withRows(
    tx,
    {
      id: "int",
      h: "bigint",
      kind: "smallint",
      subtype: "text",
      name: "text",
      owner: "text",
      env: "text",
      data: "smallint",
      criticality: "smallint",
      attrs: "jsonb",
      evidence_id: "text",
    },
    updates,
    (r) =>
      sql`update asset a set h = r.h, kind = r.kind, subtype = r.subtype, name = r.name, owner = r.owner, env = r.env, data = r.data, criticality = r.criticality,
          attrs = r.attrs, evidence_id = r.evidence_id, changed_run = ${o.runId}, closed_record = null from ${r} where a.workspace_id = ${ws} and a.id = r.id`,
  );
  await tx.execute(
    sql`update asset set closed_record = ${o.runId}, changed_run = ${o.runId} where workspace_id = ${ws} and id = any(${sql.param(closed)}::int[])`,
  );
  await withRows(
    tx,
    { asset_id: "int", text: "text" },
    events,
    (r) =>
      sql`insert into asset_event(workspace_id, asset_id, run_id, at, text) select ${ws}, r.asset_id, ${o.runId}, ${o.at.toISOString()}::timestamptz, r.text from ${r} on conflict do nothing`,
  );
  return { changed: updates.length - o.added.size, closed: closed.length };
}

function changeText(
  o: { added: ReadonlySet<number>; sourceName: string },
  row: { id: number; closed_record: number | null; old: Merged },
  merged: Merged,
): string {
  if (o.added.has(row.id)) return `First seen by ${o.sourceName}`;
  if (row.closed_record !== null) return `Seen again by ${o.sourceName}`;
  const fields = (["subtype", "name", "owner", "env", "data", "criticality"] as const)
    .filter((f) => row.old[f] !== merged[f])
    .map((f) => `${f} ${row.old[f] ?? "unknown"} → ${merged[f] ?? "unknown"}`);
  const props = [...new Set([...Object.keys(row.old.attrs), ...Object.keys(merged.attrs)])].filter(
    (k) => canonicalJson(row.old.attrs[k] ?? null) !== canonicalJson(merged.attrs[k] ?? null),
  );
  const words = [...fields, ...props];
  return words.length > 0
    ? `Changed by ${o.sourceName}: ${words.slice(0, 6).join(", ")}`
    : `Read again by ${o.sourceName}: its evidence moved`;
}
