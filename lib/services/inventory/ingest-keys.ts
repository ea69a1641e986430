import "server-only";
import { sql } from "drizzle-orm";
import type { PoolClient } from "pg";
import type { Transaction } from "@/db/client";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import type { AssetKind } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { Ctx } from "../context";
import { copyRows, readBinary } from "./copy-rows";
import { LineSet } from "./line-set";
import { hashRecord, openChunk, parseLine, type Site, type StagedLine, stagedLines } from "./staged-lines";

/** One apply: its transaction, its connection, and what it is about. */
export type Ingest = {
  tx: Transaction;
  client: PoolClient;
  ctx: Ctx;
  runId: number;
  sourceId: number;
  /** The run's place in record time. */
  record: number;
};

export type Chunk = { seq: number; pageId: number | null; firstLine: number };

/** A record or edge that could not be used, to be shown. */
export type Refused = {
  pointer: string;
  pageId: number | null;
  reason: string;
  /** The line as sent, "" where it is too long to keep or was written by us. */
  record: string;
  /** True where the record as a whole is lost, so that its scope is known in part only. */
  loses: boolean;
};

export type Keys = {
  /** Lines of the last snapshot, marked where they came again. */
  known: LineSet;
  /** Rows that must be compared in any case. */
  anyUnknown: boolean;
  /** Ordinal of each staged record by its key, in the order of arrival. */
  ordOf: Map<string, number>;
  /** Kind and subtype by ordinal. */
  nodeOf: { kind: AssetKind; subtype: string }[];
  /** Chunks that hold staged records: the others need no second reading. */
  chunks: Set<number>;
  refused: Refused[];
  /** Lines that hold no usable record, so that the second reading passes over them. */
  refusedLines: Set<number>;
};

/** Records of one run that are set aside one by one. */
const MAX_REFUSED = 10_000;
const MAX_RECORD_TEXT = 65_536;

/** Notes a refusal with the line as sent, cut to what is kept. */
export function refuse(refused: Refused[], line: StagedLine, site: Site, why: Pick<Refused, "reason" | "loses">): void {
  if (refused.length >= MAX_REFUSED) return;
  const ours = line.sites !== null;
  const record =
    ours || line.text.length > MAX_RECORD_TEXT ? "" : line.text.toString("utf8").replaceAll("\u0000", "\ufffd");
  refused.push({ ...why, pointer: ours ? site[1] : `line ${line.line}`, pageId: site[0], record });
}

export async function chunksOf(tx: Transaction, ctx: Ctx, runId: number): Promise<Chunk[]> {
  const rows = await tx.execute<{ seq: number; page_id: number | null; first_line: number }>(
    sql`select seq, page_id, first_line from run_staging where workspace_id = ${ctx.workspaceId} and run_id = ${runId} and seq >= 0 order by seq`,
  );
  return rows.rows.map((r) => ({ seq: r.seq, pageId: r.page_id, firstLine: r.first_line }));
}

/** The plain bytes of one chunk: its own body, or the pushed raw page it names. */
export async function chunkBody(job: Ingest, chunk: Chunk): Promise<Buffer> {
  const ws = job.ctx.workspaceId;
  const rows = await job.tx.execute<{ body: Buffer }>(
    chunk.pageId === null
      ? sql`select body from run_staging where workspace_id = ${ws} and run_id = ${job.runId} and seq = ${chunk.seq}`
      : sql`select b.body from raw_page p join raw_blob b on b.workspace_id = p.workspace_id and b.digest = p.digest where p.workspace_id = ${ws} and p.id = ${chunk.pageId}`,
  );
  const body = rows.rows[0]?.body;
  if (!body) throw new Error(`chunk ${chunk.seq} of run ${job.runId} is not there any more`);
  return openChunk(body);
}

/**
 * Phase one: hashes every line, passes over those that came again unchanged, and stages key, hashes and content of the rest
 * in `stg`. Memory holds the hashes of the last snapshot and the keys of what is new or changed.
 */
export async function stageKeys(
  job: Ingest,
  chunks: readonly Chunk[],
  progress: (done: number) => Promise<void>,
): Promise<Keys> {
  await job.tx.execute(
    sql`create temp table stg (ord int, ext_key text, scope text, resource_type text, lh bigint, h bigint, eh bigint, mh bigint, class smallint,
          kind smallint, subtype text, name text, doc jsonb, page_id int, spot text, aliases jsonb) on commit drop`,
  );
  const known = new LineSet();
  let anyUnknown = false;
  await readBinary(
    job.client,
    `select lh from asset_obs where workspace_id = ${Number(job.ctx.workspaceId)} and source_id = ${Number(job.sourceId)}`,
    1,
    (buffer, at) => {
      const high = buffer.readInt32BE(at + 4);
      const low = buffer.readInt32BE(at + 8);
      if (high === 0 && low === 0) anyUnknown = true;
      else known.add(high, low);
    },
  );
  const keys: Keys = {
    known,
    anyUnknown,
    ordOf: new Map(),
    nodeOf: [],
    chunks: new Set(),
    refused: [],
    refusedLines: new Set(),
  };
  for (const [n, chunk] of chunks.entries()) {
    const fresh = [...stagedLines(await chunkBody(job, chunk), chunk.pageId, chunk.firstLine)].filter(
      (line) => !known.see(line.high, line.low),
    );
    await copyRows(job.client, "stg", stagedRows(keys, fresh, chunk));
    await progress(n + 1);
  }
  await job.tx.execute(sql`analyze stg`);
  return keys;
}

function* stagedRows(keys: Keys, lines: readonly StagedLine[], chunk: Chunk) {
  for (const line of lines) {
    const parsed = parseLine(line);
    if ("wrong" in parsed) {
      refuse(keys.refused, line, line.spot, { reason: parsed.wrong, loses: true });
      keys.refusedLines.add(line.line);
      continue;
    }
    const { record, site } = parsed;
    if (keys.ordOf.has(record.key)) {
      refuse(keys.refused, line, site, {
        reason: `The key “${showText(record.key, 120)}” was sent on an earlier line already; the first one counts.`,
        loses: false,
      });
      keys.refusedLines.add(line.line);
      continue;
    }
    const ord = keys.nodeOf.length;
    keys.ordOf.set(record.key, ord);
    keys.nodeOf.push({ kind: record.kind, subtype: record.subtype });
    keys.chunks.add(chunk.seq);
    const { doc, h, eh, mh } = hashRecord(record);
    const lh = (BigInt(line.high) << 32n) | BigInt(line.low >>> 0);
    yield [
      ord,
      record.key,
      record.scope,
      record.resourceType,
      lh,
      h,
      eh,
      mh,
      EVIDENCE_CLASSES[record.class],
      ASSET_KINDS[record.kind],
      record.subtype,
      record.name,
      doc,
      site[0],
      site[1],
      record.aliases.length > 0 ? JSON.stringify(record.aliases) : null,
    ];
  }
}
