import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor, Transaction } from "@/db/client";
import { ASSET_KINDS, EVIDENCE_CLASSES, RELATION_KINDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import type { AsOfPoint } from "@/lib/domain/page";
import { edgeWords, RELATIONS } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";
import { type DiffPage, type DiffPart, DiffQuery, type DiffRow } from "@/lib/domain/views/diff-views";
import { assetRef, assetRefs, type RefRow } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { readCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { asOf } from "../workspace/workspace";
import { assetPairs, EDGES_OF, edgePairs, PAIRS_OF, type Span } from "./diff-sql";
import { type Facts, fieldDiff } from "./field-diff";
import { recordAt } from "./record-at";

/** A difference over a whole estate's life is asked of the tables; it may not take them for longer than this. */
const TIME_LIMIT_MS = 20_000;

type Cause = { run: string | null; source: string | null; removed: boolean | null };
type AssetPairRow = RefRow & Cause & { was: Facts | null; is: Facts | null; again: boolean };
type EdgePairRow = { src: number; kind: number; dst: number; class: number; source: string | null };

/**
 * What changed between two moments: assets added, changed with each field, gone and why, edges added and removed. One part
 * a page, in the order of ids. Throws invalid_input where the moments stand the wrong way round, unavailable where the
 * tables would take too long.
 */
export async function diffRuns(ctx: Ctx, input: unknown): Promise<DiffPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(DiffQuery, input);
  const { from, to } = await momentsOf(ctx, query);
  const span: Span = { ws: ctx.workspaceId, from: from.record, to: to.record };
  try {
    return await reader().transaction(async (tx) => {
      await tx.execute(sql.raw(`set transaction read only; set local statement_timeout = ${TIME_LIMIT_MS}`));
      const page = isAssetPart(query.show)
        ? await assetPage(tx, ctx, span, query, query.show)
        : await edgePage(tx, ctx, span, query, query.show);
      const counts = query.cursor === undefined ? await countsOf(tx, span) : null;
      return { from, to, ...page, counts, asOf: await asOf(ctx, tx) };
    });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof Error && "code" in error.cause && error.cause.code === "57014")
      throw new FaultlineError(
        "unavailable",
        "So much changed between the two that it takes too long to tell: choose moments that are nearer to each other.",
        "/from",
        { cause: error },
      );
    throw error;
  }
}

type AssetPart = keyof typeof PAIRS_OF;
const isAssetPart = (part: DiffPart): part is AssetPart => part in PAIRS_OF;

async function momentsOf(ctx: Ctx, query: DiffQuery): Promise<{ from: AsOfPoint; to: AsOfPoint }> {
  const at = async (text: string | undefined, where: string) => {
    try {
      return (await recordAt(ctx, text)) ?? (await newestPoint(ctx));
    } catch (error) {
      if (error instanceof FaultlineError) throw new FaultlineError(error.code, error.message, where);
      throw error;
    }
  };
  const to = await at(query.to, "/to");
  const from = query.from ? await at(query.from, "/from") : await before(ctx, to);
  if (from.record > to.record)
    throw new FaultlineError(
      "invalid_input",
      `${showText(from.run, 80)} came after ${showText(to.run, 80)}: give the earlier one as from.`,
      "/from",
    );
  return { from, to };
}

/** The moment just before a run was applied; before the first one there was nothing. */
async function before(ctx: Ctx, run: AsOfPoint): Promise<AsOfPoint> {
  const found = await reader().execute<{ id: number; key: string; at: string }>(
    sql`select id, key, at::text as at from run where workspace_id = ${ctx.workspaceId} and record < ${run.record} order by record desc limit 1`,
  );
  const last = found.rows[0];
  return {
    run: last?.key ?? "the beginning",
    runId: last?.id ?? 0,
    record: run.record - 1,
    at: last ? new Date(last.at).toISOString() : run.at,
  };
}

async function newestPoint(ctx: Ctx): Promise<AsOfPoint> {
  const point = await recordAt(ctx, "9999-12-31");
  if (!point) throw new FaultlineError("not_found", "No run was ever applied.");
  return point;
}

/** The run at whose record a state began, and its source. */
const causeOf = (record: SQL, ws: number) => sql`left join lateral (
  select r.key as run, s.name as source, s.removed_at is not null and not exists (
      select 1 from run x where x.workspace_id = r.workspace_id and x.source_id = r.source_id and x.record > r.record) as removed
  from run r left join source s on s.workspace_id = r.workspace_id and s.id = r.source_id
  where r.workspace_id = ${ws} and r.record = ${record} limit 1) c on true`;

/** The last record up to the later moment at which the asset's row changed. */
const lastChange = ({ ws, to }: Span, id: SQL) => sql`(
  select max(x) from (select a.changed_record as x from asset a where a.workspace_id = ${ws} and a.id = ${id} and a.changed_record <= ${to}
    union all select v.to_record from asset_version v where v.workspace_id = ${ws} and v.asset_id = ${id} and v.to_record <= ${to}) y)`;

async function assetPage(db: Executor, ctx: Ctx, span: Span, query: DiffQuery, part: AssetPart) {
  const cursor = readCursor(query.cursor, z.tuple([z.number().int()]));
  const side = part === "gone" ? sql`o` : sql`n`;
  const rows = await db.execute<AssetPairRow>(
    sql`${assetPairs(span)},
        page as (select ${side}.*, ${part === "changed" ? sql`to_jsonb(o)` : sql`null::jsonb`} as was, ${part === "changed" ? sql`to_jsonb(n)` : sql`null::jsonb`} as is,
            ${side}.first_record <= ${span.from} as again ${PAIRS_OF[part]} and ${side}.id > ${cursor?.[0] ?? 0}::bigint order by ${side}.id limit ${query.limit + 1})
        select p.id, p.ext_key, p.name, p.kind, p.subtype, p.was, p.is, p.again, c.run, c.source, c.removed from page p ${causeOf(lastChange(span, sql`p.id`), ctx.workspaceId)} order by p.id`,
  );
  const shown = rows.rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((r) => assetRow(part, r)),
    next: rows.rows.length > query.limit && last ? toCursor([last.id]) : null,
  };
}

function assetRow(part: AssetPart, r: AssetPairRow): DiffRow {
  const by = { asset: assetRef(r), run: r.run ?? "", source: r.source ?? "a source" };
  if (part === "added") return { part, ...by, again: r.again };
  if (part === "changed") return { part, ...by, changes: r.was && r.is ? fieldDiff(r.was, r.is) : [] };
  const source = showText(by.source, 80);
  return {
    part,
    ...by,
    why: r.removed ? `${source} was removed as a source` : `${source} looked, and no longer shows it`,
  };
}

async function edgePage(db: Executor, ctx: Ctx, span: Span, query: DiffQuery, part: keyof typeof EDGES_OF) {
  const cursor = readCursor(query.cursor, z.tuple([z.number().int(), z.number().int(), z.number().int()]));
  const after = cursor
    ? sql`and (p.src, p.kind, p.dst) > (${cursor[0]}::bigint, ${cursor[1]}::bigint, ${cursor[2]}::bigint)`
    : sql``;
  const rows = await db.execute<EdgePairRow>(
    sql`${edgePairs(span)} select p.src, p.kind, p.dst, p.class, (select s.name from source s where s.workspace_id = ${span.ws} and s.id = p.source_id) as source
        ${EDGES_OF[part]} ${after} order by p.src, p.kind, p.dst limit ${query.limit + 1}`,
  );
  const shown = rows.rows.slice(0, query.limit);
  const last = shown.at(-1);
  const refs = await assetRefs(
    db,
    ctx,
    shown.flatMap((e) => [e.src, e.dst]),
  );
  return {
    rows: shown.flatMap((e): DiffRow[] => {
      const [from, to] = [refs.get(e.src), refs.get(e.dst)];
      if (!from || !to) return [];
      const { relation, variant } = edgeWords(e.kind);
      const { verb } = RELATIONS[relation];
      const words = variant && variant !== "unknown" ? `${verb} (${variant.replaceAll("_", " ")})` : verb;
      return [
        {
          part,
          from,
          relation,
          words,
          to,
          class: wordOf(EVIDENCE_CLASSES, e.class),
          source: e.source ?? "Faultline, by digest",
        },
      ];
    }),
    next: rows.rows.length > query.limit && last ? toCursor([last.src, last.kind, last.dst]) : null,
  };
}

async function countsOf(tx: Transaction, span: Span): Promise<DiffPage["counts"]> {
  const counts: NonNullable<DiffPage["counts"]> = {
    added: [],
    changed: [],
    gone: [],
    "edges-added": [],
    "edges-removed": [],
  };
  const some = (part: AssetPart, side: SQL) =>
    sql`select ${part}::text as part, ${side}.kind::int as kind, count(*)::int as n ${PAIRS_OF[part]} group by 2`;
  const assets = await tx.execute<{ part: AssetPart; kind: number; n: number }>(
    sql`${assetPairs(span)} ${some("added", sql`n`)} union all ${some("changed", sql`n`)} union all ${some("gone", sql`o`)} order by 1, 3 desc, 2`,
  );
  for (const r of assets.rows) counts[r.part].push({ kind: wordOf(ASSET_KINDS, r.kind), count: r.n });
  const edges = await tx.execute<{ part: keyof typeof EDGES_OF; kind: number; n: number }>(
    sql`${edgePairs(span)} select case when p.after then 'edges-added' else 'edges-removed' end as part, p.kind >> 4 as kind, count(*)::int as n
        from pairs p where p.before <> p.after group by 1, 2 order by 1, 3 desc, 2`,
  );
  for (const r of edges.rows) counts[r.part].push({ kind: wordOf(RELATION_KINDS, r.kind), count: r.n });
  return counts;
}
