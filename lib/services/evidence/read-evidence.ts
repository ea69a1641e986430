import "server-only";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { Evidence, type FactSpot, locatorOf, readFactEvidenceId } from "@/lib/domain/evidence";
import { showText } from "@/lib/domain/text";
import type { Ctx } from "../context";
import { storable } from "../rows";

const unzip = promisify(gunzip);
const FOUND_LENGTH = 400;
/** A page beyond this is not read for one line's sake; its evidence then says where, not what. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Evidence by id, those that are known. A scanner's evidence is a kept document; a fact's is made here from its raw page,
 * which never changes, so it is the same document each time.
 */
export async function readEvidence(db: Executor, ctx: Ctx, ids: readonly string[]): Promise<Map<string, Evidence>> {
  const facts = new Map<string, FactSpot>();
  for (const id of ids) {
    const spot = readFactEvidenceId(id);
    if (spot) facts.set(id, spot);
  }
  const kept = ids.filter((id) => /^[0-9a-f]{64}$/.test(id));
  const rows = await db.execute<{ id: string; doc: unknown }>(
    sql`select id, doc from evidence where workspace_id = ${ctx.workspaceId} and id = any(${sql.param(kept)}::text[])`,
  );
  const found = new Map(rows.rows.map((r) => [r.id, Evidence.parse(r.doc)]));
  if (facts.size > 0) await addFacts(db, ctx, facts, found);
  return found;
}

type PageRow = {
  id: number;
  path: string;
  digest: string;
  connector: string | null;
  size: string | null;
  body: Buffer | null;
};

async function addFacts(
  db: Executor,
  ctx: Ctx,
  facts: ReadonlyMap<string, FactSpot>,
  found: Map<string, Evidence>,
): Promise<void> {
  const pages = await db.execute<PageRow>(
    sql`select p.id, p.path, p.digest, s.connector, b.size_bytes::text as size, case when b.size_bytes <= ${MAX_PAGE_BYTES} then b.body end as body
        from raw_page p left join raw_blob b on b.workspace_id = p.workspace_id and b.digest = p.digest
        left join source s on s.workspace_id = p.workspace_id and s.id = p.source_id
        where p.workspace_id = ${ctx.workspaceId} and p.id = any(${sql.param([...facts.values()].map((f) => f.pageId))}::int[])`,
  );
  const texts = new Map<number, PageRow & { text: string | null }>();
  for (const page of pages.rows)
    texts.set(page.id, { ...page, text: page.body ? (await unzip(page.body)).toString("utf8") : null });
  for (const [id, { pageId, spot }] of facts) {
    const page = texts.get(pageId);
    if (!page) continue;
    const locator = locatorOf(page.path, spot);
    found.set(id, {
      digest: page.digest,
      locator,
      found: storable(showText(said(locator, page.text), FOUND_LENGTH)),
      engine: { name: `connector ${page.connector ?? "unknown"}`, version: "1", ruleset: "" },
    });
  }
}

/** What stands at a place of a page, in a few words: the line, or the value's own name. */
function said(locator: Evidence["locator"], text: string | null): string {
  if (text === null) return "The record that says so";
  if (locator.kind === "line") return lineAt(text, locator.line) ?? "The record that says so";
  if (locator.kind !== "pointer") return "";
  const value = valueAt(text, locator.pointer);
  if (value === undefined) return locator.pointer === "" ? "The page that says so" : `The record at ${locator.pointer}`;
  if (value === null || typeof value !== "object") return String(value);
  const named = value as { name?: unknown; path?: unknown; id?: unknown; ref?: unknown };
  for (const name of [named.name, named.path, named.ref, named.id])
    if (typeof name === "string" && name !== "") return name;
  return JSON.stringify(value);
}

function lineAt(text: string, line: number): string | undefined {
  let at = 0;
  for (let n = 1; n < line; n++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return undefined;
  }
  const end = text.indexOf("\n", at);
  return text.slice(at, end < 0 ? undefined : end);
}

function valueAt(text: string, pointer: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const part of pointer.split("/").slice(1)) {
    if (value === null || typeof value !== "object") return undefined;
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
