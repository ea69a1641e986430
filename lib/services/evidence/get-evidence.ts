import "server-only";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import { FaultlineError } from "@/lib/domain/errors";
import type { Evidence } from "@/lib/domain/evidence";
import { Severity } from "@/lib/domain/severity";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { assetRef, type RefRow } from "../asset/refs";
import { type Ctx, reader, requireScope } from "../context";
import { byteBody } from "./byte-body";
import { readEvidence } from "./read-evidence";
import { textBody } from "./text-body";

const unzip = promisify(gunzip);
const GONE =
  "The bytes behind this evidence are no longer kept here, and no source holds them. The record itself stands: digest, place and what was found.";

/** One evidence with the bytes or lines it points at, read again by digest and offset; says so when they are gone. */
export async function getEvidence(ctx: Ctx, id: string): Promise<EvidenceView> {
  requireScope(ctx, "viewer");
  const db = reader();
  const doc = (await readEvidence(db, ctx, [id])).get(id);
  if (!doc) throw new FaultlineError("not_found", "There is no such evidence.");
  const severity = Severity.safeParse(doc.scan?.severity);
  const bytes = doc.locator.kind === "bytes" ? doc.locator : null;
  const scan = await db.execute<{ bytes_read: string | null; size: string | null }>(
    sql`select (result->>'bytesRead') as bytes_read, (result->>'sizeBytes') as size from scan where workspace_id = ${ctx.workspaceId} and digest = ${doc.digest}`,
  );
  return {
    id,
    path: doc.locator.path,
    member: bytes?.member ?? null,
    digest: doc.digest,
    engine: doc.engine,
    found: doc.found,
    severity: severity.success ? severity.data : null,
    places: await placesOf(db, ctx, doc.digest),
    body: bytes ? await bytesView(db, ctx, doc) : await textView(db, ctx, doc),
    memberOffset: bytes?.memberOffset ?? null,
    offset: bytes?.offset ?? null,
    bytesRead: scan.rows[0]?.bytes_read ? Number(scan.rows[0].bytes_read) : null,
    sizeBytes: scan.rows[0]?.size ? Number(scan.rows[0].size) : null,
  };
}

async function placesOf(db: Executor, ctx: Ctx, digest: string): Promise<EvidenceView["places"]> {
  const rows = await db.execute<RefRow & { path: string | null }>(
    sql`select distinct on (a.id) a.id, a.ext_key, a.name, a.kind, a.subtype, d.doc->>'path' as path
        from asset f join edge e on e.workspace_id = f.workspace_id and e.dst = f.id and e.kind = ${RELATION_KINDS.contains * 16}
        join asset a on a.workspace_id = e.workspace_id and a.id = e.src and a.closed_record is null
        left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id
        where f.workspace_id = ${ctx.workspaceId} and f.ext_key = ${`sha256:${digest}`} order by a.id, d.doc->>'path' nulls last limit 20`,
  );
  return rows.rows.map((r) => ({ asset: assetRef(r), path: r.path ?? r.name }));
}

type WindowRow = { start: string; whole: boolean; body: Buffer };

async function bytesView(db: Executor, ctx: Ctx, doc: Evidence): Promise<EvidenceView["body"]> {
  if (doc.locator.kind !== "bytes") return { kind: "gone", sentence: GONE };
  const member = doc.locator.member ?? "";
  const at = doc.locator.memberOffset;
  const windows = await db.execute<WindowRow>(
    sql`select start::text, whole, body from byte_window where workspace_id = ${ctx.workspaceId} and digest = ${doc.digest} and member = ${member}
          and start <= ${at} and start + length(body) >= ${at} order by whole desc, start desc limit 1`,
  );
  const kept = windows.rows[0];
  if (kept) return byteBody(doc, { start: Number(kept.start), bytes: kept.body });
  return { kind: "gone", sentence: GONE };
}

async function textView(db: Executor, ctx: Ctx, doc: Evidence): Promise<EvidenceView["body"]> {
  const rows = await db.execute<{ body: Buffer }>(
    sql`select body from raw_blob where workspace_id = ${ctx.workspaceId} and digest = ${doc.digest}`,
  );
  const page = rows.rows[0];
  if (!page) return { kind: "gone", sentence: GONE };
  return textBody(doc.locator, (await unzip(page.body)).toString("utf8"));
}
