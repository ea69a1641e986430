import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { PUSH_STATES, QUARANTINE_STATES, RUN_STATES } from "@/db/enums";
import { type Ctx, requireScope } from "../context";

const ACTIVE = sql.raw([RUN_STATES.queued, RUN_STATES.running, RUN_STATES.held].join(", "));

/** Ids of raw pages that a text names as `f12.…`, the evidence id of a fact. */
const named = (table: string, column: string) => sql`
  select m[1]::bigint as id from ${sql.identifier(table)} t, regexp_matches(t.${sql.identifier(column)}::text, '\\mf([1-9][0-9]{0,9})[.]', 'g') m where t.workspace_id = (select ws from me)`;

/**
 * Every page that something stands on: a fact now or in kept history, a finding, a risk, a ticket or a word said about it, a
 * push or a staged snapshot under way. What only looks like such an id keeps its page too.
 */
const NAMED_PAGES = sql`
  select page_id::bigint as id from asset where workspace_id = (select ws from me) and page_id is not null
  union select page_id from asset_obs where workspace_id = (select ws from me) and page_id is not null
  union select page_id from edge where workspace_id = (select ws from me) and page_id is not null
  union select page_id from edge_history where workspace_id = (select ws from me) and page_id is not null
  union select (doc->>'page_id')::bigint from asset_version where workspace_id = (select ws from me) and doc->>'page_id' is not null
  union ${named("finding", "doc")}
  union ${named("risk", "explain")}
  union ${named("ticket", "proof")}
  union ${named("ticket_comment", "text")}
  union ${named("outbox", "body")}
  union select page_id from run_staging where workspace_id = (select ws from me) and page_id is not null
  union select c.page_id from push_chunk c join push_upload u on u.workspace_id = c.workspace_id and u.id = c.upload_id
    left join run r on r.workspace_id = u.workspace_id and r.id = u.run_id
    where c.workspace_id = (select ws from me) and (u.state = ${PUSH_STATES.open} or r.state in (${ACTIVE}))`;

/**
 * Lets go of raw pages: those of a source's older runs that nothing stands on, and the bytes that no page is made of any
 * more. Runs that wait, and runs with records in quarantine, keep theirs. Returns how many pages and bodies went.
 */
export async function cleanRawPages(
  tx: Transaction,
  ctx: Ctx,
  pageRuns: number,
): Promise<{ pages: number; bodies: number }> {
  requireScope(ctx, "admin");
  const ws = ctx.workspaceId;
  // Whoever saves a page names it in the same transaction: with the table to ourselves, all names there are can be seen.
  await tx.execute(sql`set local lock_timeout = '10s'`);
  await tx.execute(sql`lock table raw_page in share row exclusive mode`);
  await tx.execute(
    sql`delete from run_page p using (
          select r.id, row_number() over (partition by r.source_id order by r.id desc) as n, r.state,
                 exists (select 1 from quarantine q where q.workspace_id = r.workspace_id and q.run_id = r.id and q.state = ${QUARANTINE_STATES.waiting}) as waits
          from run r where r.workspace_id = ${ws}) r
        where p.workspace_id = ${ws} and p.run_id = r.id and r.n > ${pageRuns} and not r.waits and r.state not in (${ACTIVE})`,
  );
  const pages = await tx.execute(
    sql`with me as (select ${ws}::int as ws), needed as materialized (${NAMED_PAGES})
        delete from raw_page p where p.workspace_id = ${ws}
          and not exists (select 1 from run_page x where x.workspace_id = ${ws} and x.page_id = p.id)
          and not exists (select 1 from needed n where n.id = p.id)
          and not exists (select 1 from evidence e where e.workspace_id = ${ws} and e.digest = p.digest)`,
  );
  const bodies = await tx.execute(
    sql`delete from raw_blob b where b.workspace_id = ${ws}
          and not exists (select 1 from raw_page p where p.workspace_id = ${ws} and p.digest = b.digest)
          and not exists (select 1 from evidence e where e.workspace_id = ${ws} and e.digest = b.digest)`,
  );
  return { pages: pages.rowCount ?? 0, bodies: bodies.rowCount ?? 0 };
}
