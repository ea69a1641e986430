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

/** What ingest notes of a record of which a relation has no other end yet: it is read again whatever it says. */
const READ_AGAIN = -1n;

type Known = { h: bigint; eh: bigint };
type Node = { kind: AssetKind; subtype: string; known: Known | null };

/**
 * Reads records that were set aside with today's rules. A record that the source has described since in other words fails,
 * since the newer words stand, and so does one that a newer complete inventory (`newer`, by its key) does not have; one whose
 * relation was refused fails while that relation does.
 */
export async function judge(
  db: Executor,
  ctx: Ctx,
  source: { id: number; newer: string | null },
  waiting: readonly Waiting[],
): Promise<Judged[]> {
  const read = waiting.map((w) => ({ w, parsed: parse(w.record) }));
  const records = read.flatMap(({ parsed }) => ("wrong" in parsed ? [] : [parsed.record]));
  const known = await knownNodes(db, ctx, source.id, records);
  const coming = new Map<string, Node>(records.map((r) => [r.key, { kind: r.kind, subtype: r.subtype, known: null }]));
  const find = (key: string) => known.get(key) ?? coming.get(key);
  return read.map(({ w, parsed }): Judged => {
    if ("wrong" in parsed) return { seq: w.seq, wrong: parsed.wrong };
    const wrong = stillWrong(w, parsed.record, {
      known: known.get(parsed.record.key)?.known ?? null,
      newer: source.newer,
      find,
    });
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
  o: { known: Known | null; newer: string | null; find: (key: string) => Node | undefined },
): string | null {
  const name = showText(record.key, 120);
  if (o.known === null) {
    // Not there at all: it is taken in, and what is wrong with its relations is told by the run that takes it.
    return o.newer === null ? null : `A newer inventory of this source (${o.newer}) does not have “${name}”.`;
  }
  const now = hashRecord(record);
  if (o.known.h !== now.h || (o.known.eh !== READ_AGAIN && o.known.eh !== now.eh))
    return `“${name}” is known in other words by now, and those stand. Push it again to change them.`;
  const index = /^\/edges\/(\d{1,6}):/.exec(waiting.reason)?.[1];
  const edge = index === undefined ? undefined : record.edges[Number(index)];
  if (!edge) return null;
  const end = o.find(edge.to);
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
  const rows = await db.execute<{ ext_key: string; h: string; eh: string; kind: string; subtype: string }>(
    sql`select ext_key, h::text, eh::text, doc->>'kind' as kind, doc->>'subtype' as subtype from asset_obs
        where workspace_id = ${ctx.workspaceId} and source_id = ${sourceId} and ext_key = any(${sql.param(keys)}::text[])`,
  );
  return new Map(
    rows.rows.map((r) => [
      r.ext_key,
      { kind: AssetKind.parse(r.kind), subtype: r.subtype, known: { h: BigInt(r.h), eh: BigInt(r.eh) } },
    ]),
  );
}
