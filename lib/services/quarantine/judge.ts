import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { AssetKind } from "@/lib/domain/asset";
import type { InventoryRecord } from "@/lib/domain/record";
import { edgeCode, isLegalEdge } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";
import type { Ctx } from "../context";
import { hashRecord, parseLine, stagedLines } from "../inventory/staged-lines";

export type Waiting = { seq: number; reason: string; record: string };
export type Judged = { seq: number } & ({ record: InventoryRecord; text: string } | { wrong: string });

type Node = { kind: AssetKind; subtype: string; h: bigint | null };

/**
 * Reads records that were set aside with today's rules. A record that the source has described since in other words fails,
 * since the newer words stand; one whose relation was refused fails while that relation does.
 */
export async function judge(db: Executor, ctx: Ctx, sourceId: number, waiting: readonly Waiting[]): Promise<Judged[]> {
  const read = waiting.map((w) => ({ w, parsed: parse(w.record) }));
  const records = read.flatMap(({ parsed }) => ("wrong" in parsed ? [] : [parsed.record]));
  const known = await knownNodes(db, ctx, sourceId, records);
  const coming = new Map<string, Node>(records.map((r) => [r.key, { kind: r.kind, subtype: r.subtype, h: null }]));
  const find = (key: string) => known.get(key) ?? coming.get(key);
  return read.map(({ w, parsed }): Judged => {
    if ("wrong" in parsed) return { seq: w.seq, wrong: parsed.wrong };
    const wrong = stillWrong(w, parsed.record, known, find);
    return wrong === null ? { seq: w.seq, record: parsed.record, text: w.record } : { seq: w.seq, wrong };
  });
}

function parse(text: string): { record: InventoryRecord } | { wrong: string } {
  const [line] = stagedLines(Buffer.from(text), 1, 1);
  const parsed = line ? parseLine(line) : { wrong: "The record is empty." };
  return "wrong" in parsed ? parsed : { record: parsed.record };
}

function stillWrong(
  waiting: Waiting,
  record: InventoryRecord,
  known: ReadonlyMap<string, Node>,
  find: (key: string) => Node | undefined,
): string | null {
  const own = known.get(record.key);
  // Not there at all: it is taken in, and what is wrong with its relations is told by the run that takes it.
  if (!own) return null;
  if (own.h !== hashRecord(record).h)
    return `“${showText(record.key, 120)}” is known in other words by now, and those stand. Push it again to change them.`;
  const index = /^\/edges\/(\d{1,6}):/.exec(waiting.reason)?.[1];
  const edge = index === undefined ? undefined : record.edges[Number(index)];
  if (!edge) return null;
  const end = find(edge.to);
  if (!end) return `/edges/${index}: names “${showText(edge.to, 120)}”, which no record describes.`;
  return isLegal(edge, record, end) ? null : waiting.reason;
}

function isLegal(edge: InventoryRecord["edges"][number], from: InventoryRecord, to: Node): boolean {
  try {
    edgeCode(edge.relation, edge.variant);
    return isLegalEdge(edge.relation, edge.variant, from, to);
  } catch {
    return false;
  }
}

async function knownNodes(
  db: Executor,
  ctx: Ctx,
  sourceId: number,
  records: readonly InventoryRecord[],
): Promise<Map<string, Node>> {
  const keys = [...new Set(records.flatMap((r) => [r.key, ...r.edges.map((e) => e.to)]))];
  if (keys.length === 0) return new Map();
  const rows = await db.execute<{ ext_key: string; h: string; kind: string; subtype: string }>(
    sql`select ext_key, h::text, doc->>'kind' as kind, doc->>'subtype' as subtype from asset_obs
        where workspace_id = ${ctx.workspaceId} and source_id = ${sourceId} and ext_key = any(${sql.param(keys)}::text[])`,
  );
  return new Map(
    rows.rows.map((r) => [r.ext_key, { kind: AssetKind.parse(r.kind), subtype: r.subtype, h: BigInt(r.h) }]),
  );
}
