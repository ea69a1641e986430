import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { RunRow } from "@/lib/domain/views/work-views";
import { type Ctx, reader, systemContext } from "@/lib/services/context";
import { listRuns } from "@/lib/services/run/view";
import { createSource, runSource } from "@/lib/services/source/source";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { startWorker, type Worker } from "../worker";

/** A word that no document of this project holds: letters that differ from run to run. */
export function word(length = 8): string {
  return [...randomBytes(length)].map((b) => String.fromCharCode(97 + (b % 26))).join("");
}

/** A workspace of its own for one suite; nothing else reads or writes it. */
export async function freshWorkspace(prefix: string): Promise<Ctx> {
  const { id } = await ensureWorkspace(`${prefix}-${word(10)}`, `Test ${prefix}`);
  return systemContext(id, "Test");
}

/** Waits until no run of the workspace waits or works any more; gives the newest. Throws with what it was doing when it takes too long. */
export async function settle(ctx: Ctx, limitMs = 90_000): Promise<RunRow> {
  const until = Date.now() + limitMs;
  for (;;) {
    const { rows } = await listRuns(ctx);
    const [newest] = rows;
    if (newest && rows.every((r) => r.state !== "queued" && r.state !== "running")) return newest;
    if (Date.now() > until)
      throw new Error(`no end: ${rows.map((r) => `${r.key} ${r.state} at ${r.stage} ${r.error ?? ""}`).join("; ")}`);
    await new Promise((r) => setTimeout(r, 40));
  }
}

/** Connects a source and waits for the end of its runs. */
export async function connect(
  ctx: Ctx,
  connector: string,
  config: Record<string, string>,
  name = word(),
): Promise<{ sourceId: number; run: RunRow }> {
  const { sourceId } = await createSource(ctx, { name, connector, config });
  return { sourceId, run: await settle(ctx) };
}

/** Runs a source again and waits for the end. */
export async function again(ctx: Ctx, sourceId: number): Promise<RunRow> {
  await runSource(ctx, sourceId);
  return settle(ctx);
}

/** A worker in this process for the duration of `work`. */
export async function withWorker<T>(work: () => Promise<T>): Promise<T> {
  const worker: Worker = await startWorker();
  try {
    return await work();
  } finally {
    await worker.stop();
  }
}

export async function rows<T extends Record<string, unknown>>(query: ReturnType<typeof sql>): Promise<T[]> {
  return (await reader().execute(query)).rows as T[];
}

/**
 * What a workspace knows, by natural keys alone: ids, times of the machine and audit are left out, so that two
 * workspaces that read the same documents can be compared.
 */
export async function stateOf(ctx: Ctx): Promise<Record<string, unknown[]>> {
  const ws = ctx.workspaceId;
  return {
    assets: await rows(
      sql`select ext_key, kind, subtype, name, owner, env, data, criticality, attrs, closed_record is null as open, exposure, data_scored, criticality_scored, blast_count, score_tenths, worst_band, open_risks
          from asset where workspace_id = ${ws} order by ext_key`,
    ),
    aliases: await rows(
      sql`select l.alias, a.ext_key from asset_alias l join asset a on a.workspace_id = l.workspace_id and a.id = l.asset_id where l.workspace_id = ${ws} order by 1, 2`,
    ),
    edges: await rows(
      sql`select s.ext_key as src, e.kind, d.ext_key as dst, e.class, p.path, p.digest, e.spot, x.doc from edge e
          join asset s on s.workspace_id = e.workspace_id and s.id = e.src join asset d on d.workspace_id = e.workspace_id and d.id = e.dst
          left join edge_detail x on x.workspace_id = e.workspace_id and x.src = e.src and x.kind = e.kind and x.dst = e.dst and x.source_id = e.source_id
          left join raw_page p on p.workspace_id = e.workspace_id and p.id = e.page_id
          where e.workspace_id = ${ws} order by 1, 2, 3, e.source_id`,
    ),
    findings: await rows(
      sql`select f.rule_id, a.ext_key, f.severity, f.threat, f.confidence, f.observation, f.message, jsonb_array_length(f.doc->'evidenceIds') as evidence, r.title as risk from finding f
          join asset a on a.workspace_id = f.workspace_id and a.id = f.asset_id left join risk r on r.workspace_id = f.workspace_id and r.id = f.risk_id
          where f.workspace_id = ${ws} order by 1, 2, f.message`,
    ),
    risks: await rows(
      sql`select r.rule_id, a.ext_key, r.open, r.band, r.score_tenths, r.queue_rank, r.due_at, r.overdue, r.title, (select count(*)::int from risk_member m where m.workspace_id = r.workspace_id and m.risk_id = r.id) as members,
            (select array_agg(text order by run_id, seq) from risk_event v where v.workspace_id = r.workspace_id and v.risk_id = r.id) as events
          from risk r join asset a on a.workspace_id = r.workspace_id and a.id = r.root_asset where r.workspace_id = ${ws} order by 1, 2, r.title`,
    ),
    scans: await rows(
      sql`select digest, state, verdict, result - 'scannedAt' as result, evidence_ids from scan where workspace_id = ${ws} order by digest`,
    ),
    runs: await rows(
      sql`select id, key, state, stats - 'restarts' as stats, error, (select json_agg(json_build_array(p->>'stage', p->>'state', p->>'done', p->>'total')) from jsonb_array_elements(progress) p) as progress from run where workspace_id = ${ws} order by id`,
    ),
    scopes: await rows(
      sql`select run_id, scope, resource_type, outcome, seen, reason from run_scope where workspace_id = ${ws} order by 1, 2, 3`,
    ),
    posture: await rows(
      sql`select run_id, fault_line, posture, counts, opened, proven, gone from posture_point where workspace_id = ${ws} order by 1, 2`,
    ),
    rules: await rows(
      sql`select rule_id, population, pass, fail, inconclusive, reasons from rule_stat where workspace_id = ${ws} order by 1`,
    ),
    outbox: await rows(sql`select topic, body from outbox where workspace_id = ${ws} order by topic, body::text`),
    staged: await rows(sql`select run_id from run_staging where workspace_id = ${ws}`),
  };
}
