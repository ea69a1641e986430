import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { BANDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import type { JsonObject } from "@/lib/domain/json";
import type { AsOfPoint } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { PastQuery } from "@/lib/domain/views/queries";
import { type Ctx, reader, requireScope } from "../context";
import { graphCounts } from "../graph/counts";
import { assetHistory } from "../history/asset-history";
import { assetsAt } from "../history/estate-at";
import { recordAt } from "../history/record-at";
import { isRowId, parseInput } from "../input";
import { answerOf } from "./answer";
import {
  ASSET_COLUMNS,
  type AssetSqlRow,
  assetRow,
  PAST_COLUMNS,
  type PastSqlRow,
  pastAssetRow,
  seenBy,
} from "./asset-rows";
import { factsOf, type Observed } from "./facts";
import { filesOf } from "./files";
import { assetRefs } from "./refs";

type DetailRow = AssetSqlRow & {
  data: number | null;
  criticality: number | null;
  attrs: JsonObject;
  first_record: number;
  changed_record: number;
  closed_record: number | null;
};

/**
 * An asset with what each source says of it, its files, risks and history. With `asOf` its name, owner, environment, levels
 * and properties are of that moment; files, risks and history are of now. Throws not_found, also for a moment before it.
 */
export async function getAsset(ctx: Ctx, id: number, input: unknown = {}): Promise<AssetDetail> {
  requireScope(ctx, "viewer");
  if (!isRowId(id)) throw new FaultlineError("not_found", "There is no such asset.");
  const past = await recordAt(ctx, parseInput(PastQuery, input).asOf);
  const db = reader();
  const found = await db.execute<DetailRow>(
    sql`select ${ASSET_COLUMNS}, a.data, a.criticality, a.attrs, a.first_record, a.changed_record, a.closed_record from asset a where a.workspace_id = ${ctx.workspaceId} and a.id = ${id}`,
  );
  const row = found.rows[0];
  if (!row) throw new FaultlineError("not_found", "There is no such asset.");
  const files = await filesOf(db, ctx, id);
  const risks = await risksOf(db, ctx, id);
  const now: Omit<AssetDetail, "past"> = {
    ...assetRow(row, (await seenBy(db, ctx, [id])).get(id)),
    aliases: await aliasesOf(db, ctx, id),
    joined: await joinedInto(db, ctx, id),
    props: row.attrs,
    facts: await factsNow(db, ctx, id),
    files,
    risks,
    history: await assetHistory(db, ctx, id, { first: row.first_record, changed: row.changed_record, doc: row }),
    counts: past ? null : await countsOf(ctx, id),
    answer: answerOf(row.name, row.closed_record !== null, files, risks),
  };
  return past ? { ...now, ...(await assetThen(db, ctx, id, past, row)), past } : { ...now, past: null };
}

async function assetThen(
  db: Executor,
  ctx: Ctx,
  id: number,
  past: AsOfPoint,
  now: DetailRow,
): Promise<Partial<AssetDetail>> {
  const found = await db.execute<PastSqlRow & { attrs: JsonObject; closed: boolean }>(
    sql`select ${PAST_COLUMNS}, a.attrs, a.closed from (${assetsAt(ctx.workspaceId, past.record, sql`a.id = ${id}`)}) a`,
  );
  const then = found.rows[0];
  if (!then)
    throw new FaultlineError(
      "not_found",
      `${showText(now.name, 80)} was not known yet after ${showText(past.run, 80)}: leave asOf out to see it as it is now.`,
      "/asOf",
    );
  const state = then.closed ? "no source showed it any more" : "it was part of the estate";
  return {
    ...pastAssetRow(then),
    props: then.attrs,
    facts: [],
    answer: {
      state: "unknown",
      sentence: `After ${showText(past.run, 80)} ${state}; whether it could ship then is not kept.`,
    },
  };
}

/** From the graph in memory; `partial` where it was not there in time and the database counted within its limits. */
async function countsOf(ctx: Ctx, id: number): Promise<AssetDetail["counts"]> {
  const { stamp, ...counts } = await graphCounts(ctx, id);
  return { ...counts, partial: stamp.partial };
}

async function aliasesOf(db: Executor, ctx: Ctx, id: number): Promise<string[]> {
  const rows = await db.execute<{ alias: string }>(
    sql`select alias from asset_alias where workspace_id = ${ctx.workspaceId} and asset_id = ${id} order by alias limit 50`,
  );
  return rows.rows.map((a) => a.alias);
}

/** Assets that became this one, the newest first. */
async function joinedInto(db: Executor, ctx: Ctx, id: number): Promise<AssetDetail["joined"]> {
  const rows = await db.execute<AssetDetail["joined"][number]>(
    sql`select a.id, a.ext_key as key, a.name, j.why, r.key as run from asset_join j join asset a on a.workspace_id = j.workspace_id and a.id = j.joined
        left join run r on r.workspace_id = j.workspace_id and r.record = j.record
        where j.workspace_id = ${ctx.workspaceId} and j.kept = ${id} order by j.record desc, a.id limit 50`,
  );
  return rows.rows;
}

/** What each source says now; a source's word stands apart from the others' until the asset is split or joined. */
async function factsNow(db: Executor, ctx: Ctx, id: number): Promise<AssetDetail["facts"]> {
  const rows = await db.execute<Observed>(
    sql`select o.source_id, s.name as source, o.class, o.changed_record, o.doc, o.page_id, o.spot from asset_obs o join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
        where o.workspace_id = ${ctx.workspaceId} and o.asset_id = ${id} order by o.source_id, o.ext_key limit 500`,
  );
  return factsOf(rows.rows);
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
