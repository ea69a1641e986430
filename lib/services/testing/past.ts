import { sql } from "drizzle-orm";
import { ASSET_KINDS, RUN_STATES } from "@/db/enums";
import type { JsonObject } from "@/lib/domain/json";
import { type Ctx, reader } from "../context";

/** Rows of a made past, written straight into the tables: what reads history is tested without the pipeline that writes it. */
type Facts = {
  name: string;
  kind?: keyof typeof ASSET_KINDS;
  subtype?: string;
  owner?: string | null;
  attrs?: JsonObject;
  page?: number | null;
};

/** A source and its applied runs, one a record, on the days of November 2026 given. */
export async function pastRuns(ctx: Ctx, days: readonly number[], source = "Registry"): Promise<void> {
  const ws = ctx.workspaceId;
  await reader().execute(
    sql`insert into source(workspace_id, id, name, connector, last_run) values (${ws}, 1, ${source}, 'folder', ${days.length}) on conflict do nothing`,
  );
  for (const [i, day] of days.entries())
    await reader().execute(
      sql`insert into run(workspace_id, id, key, source_id, record, state, at, ended_at) values (${ws}, ${i + 1}, ${`run-${i + 1}`}, 1, ${i + 1}, ${RUN_STATES.applied}, ${`2026-11-${String(day).padStart(2, "0")}T12:00:00Z`}::timestamptz, now())`,
    );
  await reader().execute(
    sql`update workspace set next_run = ${days.length + 1}, next_record = ${days.length + 1}, next_source = 2, graph_run = ${days.length} where id = ${ws}`,
  );
}

/** An asset as it is now: known since `first`, saying what it says since `changed`. */
export async function assetNow(
  ctx: Ctx,
  id: number,
  at: { first: number; changed?: number; closed?: number },
  facts: Facts,
): Promise<void> {
  await reader().execute(
    sql`insert into asset(workspace_id, id, first_record, changed_record, closed_record, h, kind, subtype, ext_key, name, owner, attrs, page_id)
        values (${ctx.workspaceId}, ${id}, ${at.first}, ${at.changed ?? at.first}, ${at.closed ?? null}, ${id}, ${ASSET_KINDS[facts.kind ?? "model"]}, ${facts.subtype ?? "base"}, ${`pkg:test/${id}`}, ${facts.name}, ${facts.owner ?? null}, ${JSON.stringify(facts.attrs ?? {})}::jsonb, ${facts.page ?? null})`,
  );
}

/** What the asset said from record `from` up to `to`, and why that ended. */
export async function assetThen(
  ctx: Ctx,
  id: number,
  span: { from: number; to: number; op: "c" | "d" | "r"; closed?: boolean },
  facts: Facts,
): Promise<void> {
  const doc = {
    kind: ASSET_KINDS[facts.kind ?? "model"],
    subtype: facts.subtype ?? "base",
    name: facts.name,
    owner: facts.owner ?? null,
    env: null,
    data: null,
    criticality: null,
    attrs: facts.attrs ?? {},
    page_id: facts.page ?? null,
    spot: null,
    closed: span.closed ?? false,
  };
  await reader().execute(
    sql`insert into asset_version(workspace_id, asset_id, from_record, to_record, op, doc) values (${ctx.workspaceId}, ${id}, ${span.from}, ${span.to}, ${span.op}, ${JSON.stringify(doc)}::jsonb)`,
  );
}

/** An edge as it is now, or as it was up to `to`. */
export async function edgeRow(
  ctx: Ctx,
  e: { src: number; kind: number; dst: number; from: number; to?: number },
): Promise<void> {
  await reader().execute(
    e.to === undefined
      ? sql`insert into edge(workspace_id, src, kind, dst, source_id, class, changed_record) values (${ctx.workspaceId}, ${e.src}, ${e.kind}, ${e.dst}, 1, 3, ${e.from})`
      : sql`insert into edge_history(workspace_id, src, kind, dst, source_id, from_record, to_record, class) values (${ctx.workspaceId}, ${e.src}, ${e.kind}, ${e.dst}, 1, ${e.from}, ${e.to}, 3)`,
  );
}
