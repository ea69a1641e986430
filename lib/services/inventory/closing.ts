import "server-only";
import { sql } from "drizzle-orm";
import { COLLECTION_OUTCOMES } from "@/db/enums";
import { copyRows } from "./copy-rows";
import type { Ingest, Keys } from "./ingest-keys";

/** Closing more than this share of a scope, and more than the floor, waits for a person (graph.md §4.3). */
const HOLD_SHARE = 0.2;
const HOLD_FLOOR = 50;

type ScopeClosing = { scope: string; resourceType: string; known: number; gone: number };

export type Closing = {
  closable: (scope: string, resourceType: string) => boolean;
  /** Scopes of which too much would close. */
  tooMuch: ScopeClosing[];
  gone: number;
  known: number;
};

/**
 * Only what was read completely may close. A fact that names a resource type needs that type complete in its scope, one that
 * names none needs every type of the scope; one without a scope needs them all.
 */
async function closableScopes(job: Ingest): Promise<Closing["closable"]> {
  const rows = await job.tx.execute<{ scope: string; resource_type: string; outcome: number }>(
    sql`select scope, resource_type, outcome from run_scope where workspace_id = ${job.ctx.workspaceId} and run_id = ${job.runId}`,
  );
  return (scope, resourceType) => {
    const asked = rows.rows.filter(
      (r) => (scope === "" || r.scope === scope) && (resourceType === "" || r.resource_type === resourceType),
    );
    return asked.length > 0 && asked.every((r) => r.outcome === COLLECTION_OUTCOMES.complete);
  };
}

/**
 * Finds what the source no longer says (`gone(ext_key, asset_id, scope, resource_type)`, only what may close) and whether
 * that is too much for one run. `everything` closes whatever the scope: a removed source says nothing any more.
 */
export async function findGone(job: Ingest, everything: boolean): Promise<Closing> {
  const { tx } = job;
  const ws = job.ctx.workspaceId;
  const closable = everything ? () => true : await closableScopes(job);
  await tx.execute(
    sql`create temp table gone on commit drop as
        select o.ext_key, o.asset_id, o.scope, o.resource_type from asset_obs o join unseen u on u.lh = o.lh
        where o.workspace_id = ${ws} and o.source_id = ${job.sourceId} and not exists (select from stg s where s.ext_key = o.ext_key)`,
  );
  const found = await tx.execute<{ scope: string; resource_type: string; n: number }>(
    sql`select scope, resource_type, count(*)::int as n from gone group by 1, 2`,
  );
  const tooMuch: ScopeClosing[] = [];
  let gone = 0;
  let known = 0;
  for (const { scope, resource_type: resourceType, n } of found.rows) {
    if (!closable(scope, resourceType)) {
      await tx.execute(sql`delete from gone where scope = ${scope} and resource_type = ${resourceType}`);
      continue;
    }
    gone += n;
    const all = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from asset_obs where workspace_id = ${ws} and source_id = ${job.sourceId} and scope = ${scope} and resource_type = ${resourceType}`,
    );
    const total = all.rows[0]?.n ?? 0;
    known += total;
    if (n > Math.max(total * HOLD_SHARE, HOLD_FLOOR)) tooMuch.push({ scope, resourceType, known: total, gone: n });
  }
  return { closable, tooMuch, gone, known };
}

/** Stages which of the last snapshot's lines did not come again: what is gone, and what was sent with other words. */
export async function stageUnseen(job: Ingest, keys: Keys): Promise<void> {
  await job.tx.execute(sql`create temp table unseen (lh bigint) on commit drop`);
  await copyRows(job.client, "unseen", unseenRows(keys));
  // After a first load the server's idea of asset_obs may be old: an index keeps every plan a quick one.
  await job.tx.execute(sql`create index on unseen (lh)`);
  await job.tx.execute(sql`analyze unseen`);
  if (keys.known.size > 0 || keys.anyUnknown) await job.tx.execute(sql`create index on stg (ext_key)`);
}

function* unseenRows(keys: Keys) {
  if (keys.anyUnknown) yield [0];
  for (const lh of keys.known.unseen()) yield [lh];
}

/**
 * Records that were sent twice with different words, the first of which stands as it was: the later is dropped from `stg`.
 * Returns their ordinals.
 */
export async function dropSecondWords(job: Ingest): Promise<Set<number>> {
  const rows = await job.tx.execute<{ ord: number }>(
    sql`delete from stg s using asset_obs o where o.workspace_id = ${job.ctx.workspaceId} and o.source_id = ${job.sourceId} and o.ext_key = s.ext_key
          and o.lh <> 0 and not exists (select from unseen u where u.lh = o.lh) returning s.ord`,
  );
  return new Set(rows.rows.map((r) => r.ord));
}
