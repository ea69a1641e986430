import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Ctx, reader } from "@/lib/services/context";

const sums = async (query: ReturnType<typeof sql>): Promise<string> => {
  const { rows } = await reader().execute<{ line: string }>(query);
  const hash = createHash("sha256");
  for (const { line } of rows) hash.update(`${line}\n`);
  return `${rows.length} ${hash.digest("hex").slice(0, 16)}`;
};

/** What one run's one transaction writes: assets and the edges that sources state, by natural keys, each as a count and a digest. */
export async function factsOf(ctx: Ctx): Promise<Record<string, string>> {
  const ws = ctx.workspaceId;
  return {
    assets: await sums(
      sql`select row(ext_key, kind, subtype, name, owner, env, data, criticality, attrs, closed_record is null)::text as line from asset where workspace_id = ${ws} order by ext_key`,
    ),
    observed: await sums(
      sql`select row(ext_key, source_id, scope, class, doc)::text as line from asset_obs where workspace_id = ${ws} order by ext_key, source_id`,
    ),
    edges: await sums(
      sql`select row(s.ext_key, e.kind, d.ext_key, e.class, x.doc)::text as line from edge e
          join asset s on s.workspace_id = e.workspace_id and s.id = e.src join asset d on d.workspace_id = e.workspace_id and d.id = e.dst
          left join edge_detail x on x.workspace_id = e.workspace_id and x.src = e.src and x.kind = e.kind and x.dst = e.dst and x.source_id = e.source_id
          where e.workspace_id = ${ws} and e.source_id <> 0 order by s.ext_key, e.kind, d.ext_key, e.source_id`,
    ),
  };
}

/** All that a finished run leaves: its facts, what is derived from them, and that nothing is left lying about. */
export async function wholeOf(ctx: Ctx): Promise<Record<string, string>> {
  const ws = ctx.workspaceId;
  return {
    ...(await factsOf(ctx)),
    derived: await sums(
      sql`select row(ext_key, exposure, data_scored, criticality_scored, blast_count, score_tenths, worst_band, open_risks)::text as line from asset where workspace_id = ${ws} order by ext_key`,
    ),
    findings: await sums(
      sql`select row(f.rule_id, a.ext_key, f.severity, f.threat, f.observation, f.message)::text as line from finding f
          join asset a on a.workspace_id = f.workspace_id and a.id = f.asset_id where f.workspace_id = ${ws} order by f.rule_id, a.ext_key, f.message`,
    ),
    risks: await sums(
      sql`select row(r.rule_id, a.ext_key, r.open, r.score_tenths, (select count(*) from risk_member m where m.workspace_id = r.workspace_id and m.risk_id = r.id))::text as line
          from risk r join asset a on a.workspace_id = r.workspace_id and a.id = r.root_asset where r.workspace_id = ${ws} order by r.rule_id, a.ext_key, r.title`,
    ),
    rules: await sums(
      sql`select row(rule_id, population, pass, fail, inconclusive)::text as line from rule_stat where workspace_id = ${ws} order by rule_id`,
    ),
    staged: await sums(sql`select seq::text as line from run_staging where workspace_id = ${ws}`),
  };
}
