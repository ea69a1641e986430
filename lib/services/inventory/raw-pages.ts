import "server-only";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type { Executor, Transaction } from "@/db/client";
import type { RawPage } from "@/lib/domain/inventory";
import { type Ctx, requireScope, withTransaction } from "../context";
import { storable } from "../rows";
import { takeIds } from "../workspace/workspace";

const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** Pages are written once and read rarely, and their reading waits for nobody: speed before size. */
const GZIP_LEVEL = 1;

/** Keeps a raw page exactly as received, its body once per digest, and returns the page's id: the same page again is the same id. */
export async function savePage(tx: Transaction, ctx: Ctx, page: RawPage & { sourceId: number }): Promise<number> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  const path = storable(page.path);
  const named = sql`workspace_id = ${ws} and digest = ${page.digest} and path = ${path} and source_id = ${page.sourceId}`;
  // Written before it is read: the lock of an insert keeps upkeep from taking the page away until its user is named too.
  const id = (await isKnown(tx, named)) ? 0 : await takeIds(tx, ws, "next_page", 1);
  await tx.execute(
    sql`insert into raw_page(workspace_id, id, path, digest, source_id) values (${ws}, ${id}, ${path}, ${page.digest}, ${page.sourceId}) on conflict do nothing`,
  );
  const kept = await tx.execute(sql`select 1 from raw_blob where workspace_id = ${ws} and digest = ${page.digest}`);
  if (kept.rows.length === 0) {
    const body = await zip(page.bytes, { level: GZIP_LEVEL });
    await tx.execute(
      sql`insert into raw_blob(workspace_id, digest, media_type, size_bytes, body) values (${ws}, ${page.digest}, ${page.mediaType}, ${page.bytes.byteLength}, ${body}) on conflict do nothing`,
    );
  }
  const saved = await tx.execute<{ id: number }>(sql`select id from raw_page where ${named}`);
  return saved.rows[0]?.id ?? id;
}

async function isKnown(tx: Transaction, named: ReturnType<typeof sql>): Promise<boolean> {
  return (await tx.execute(sql`select 1 from raw_page where ${named}`)).rows.length > 0;
}

/** Notes which pages a run received. */
export async function linkPages(tx: Transaction, ctx: Ctx, runId: number, pageIds: readonly number[]): Promise<void> {
  requireScope(ctx, "admin");
  await tx.execute(
    sql`insert into run_page(workspace_id, run_id, page_id) select ${ctx.workspaceId}, ${runId}, p from unnest(${sql.param([...pageIds])}::int[]) p on conflict do nothing`,
  );
}

/** Keeps a page of a run's collection before anything is made of it. */
export async function keepRawPage(ctx: Ctx, run: { id: number; sourceId: number }, page: RawPage): Promise<void> {
  requireScope(ctx, "admin");
  await withTransaction(async (tx) => {
    await linkPages(tx, ctx, run.id, [await savePage(tx, ctx, { ...page, sourceId: run.sourceId })]);
  });
}

/** A page with its whole text, or null where it is not kept any more. */
export async function readPage(
  db: Executor,
  ctx: Ctx,
  pageId: number,
): Promise<{ path: string; digest: string; sourceId: number; text: Buffer | null } | null> {
  requireScope(ctx, "viewer");
  const rows = await db.execute<{ path: string; digest: string; source_id: number; body: Buffer | null }>(
    sql`select p.path, p.digest, p.source_id, b.body from raw_page p left join raw_blob b on b.workspace_id = p.workspace_id and b.digest = p.digest
        where p.workspace_id = ${ctx.workspaceId} and p.id = ${pageId}`,
  );
  const row = rows.rows[0];
  return row
    ? { path: row.path, digest: row.digest, sourceId: row.source_id, text: row.body ? await unzip(row.body) : null }
    : null;
}
