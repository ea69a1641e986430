import type { Pool } from "pg";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import { edgeCode } from "@/lib/domain/relation";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { type Cell, copyInto, withoutKeys } from "./copy";
import { Draw } from "./draw";
import { findingRows, memberRows, riskRows } from "./judged";
import { Snapshot } from "./snapshot";

const SOURCE = 1;
const RUN = 1;

function* assetRows(ws: number, made: Snapshot): Generator<Cell[]> {
  const draw = new Draw(0);
  for (const { node } of made.nodes()) {
    const { kind, subtype } = made.plan.groupOf(node);
    const { key, name, owner, env, data, criticality, props } = made.names.wordsOf(node);
    draw.at(node, 3);
    // One in five carries open risks; what nobody ranked has no score.
    const ranked = draw.next() < 0.2;
    const score = ranked ? draw.below(1_000) : null;
    const h = BigInt(Math.floor(draw.next() * 2 ** 52));
    yield [
      ...[ws, node + 1, 1, 1, h, ASSET_KINDS[kind], subtype, key, name, owner, env, data, criticality, props],
      ...[1, `L${node + 1}`, draw.below(7), data ?? 2, criticality ?? 2, score],
      ...[score === null ? null : 1 + Math.min(4, Math.floor(score / 200)), ranked ? 1 : 0],
    ];
  }
}

const ASSET_COLUMNS = [
  ..."workspace_id id first_record changed_record h kind subtype ext_key name owner env data criticality attrs".split(
    " ",
  ),
  ..."page_id spot exposure data_scored criticality_scored score_tenths worst_band open_risks".split(" "),
];

function* obsRows(ws: number, made: Snapshot): Generator<Cell[]> {
  for (const { node } of made.nodes()) {
    const { kind, subtype } = made.plan.groupOf(node);
    const { key, ...said } = made.names.wordsOf(node);
    const doc = { kind, subtype, ...said };
    yield [ws, SOURCE, key, node + 1, 1, node, node, EVIDENCE_CLASSES.observed, doc, 1, `L${node + 1}`];
  }
}

const OBS_COLUMNS = "workspace_id source_id ext_key asset_id changed_record h eh class doc page_id spot".split(" ");

function* edgeRows(ws: number, made: Snapshot): Generator<Cell[]> {
  for (const node of made.nodes()) {
    for (const { relation, variant, to } of made.edgesOf(node)) {
      const ends = [node.node + 1, edgeCode(relation, variant), to + 1];
      yield [ws, ...ends, SOURCE, EVIDENCE_CLASSES.observed, 1, 1, `L${node.node + 1}`];
    }
  }
}

const EDGE_COLUMNS = "workspace_id src kind dst source_id class changed_record page_id spot".split(" ");

/** What lists and graphs read, as one applied and ranked run of one source would have left it. */
export async function loadEstate(
  pool: Pool,
  size: number,
  { lists, slug = `made-${size}` }: { lists: boolean; slug?: string },
): Promise<{ workspaceId: number; made: Snapshot }> {
  const made = new Snapshot(size);
  const { id: ws } = await ensureWorkspace(slug, `Made estate of ${size}`);
  const steps: [string, string[], Iterable<Cell[]>][] = [
    ["asset", ASSET_COLUMNS, assetRows(ws, made)],
    ["edge", EDGE_COLUMNS, edgeRows(ws, made)],
  ];
  if (lists) {
    const risks = riskRows(ws, size);
    steps.push(["asset_obs", OBS_COLUMNS, obsRows(ws, made)]);
    steps.push(["finding", ...findingRows(ws, size)], ["risk", ...risks], ["risk_member", ...memberRows(ws, size)]);
  }
  const client = await pool.connect();
  try {
    await withoutKeys(
      pool,
      steps.map(([table]) => table),
      async () => {
        for (const [table, columns, rows] of steps) await copyInto(client, table, columns, rows);
      },
    );
    await settle(pool, ws, size);
  } finally {
    client.release();
  }
  return { workspaceId: ws, made };
}

/** The rows around the bulk: source, run with its outcome, posture, counters. */
async function settle(pool: Pool, ws: number, size: number): Promise<void> {
  const at = "2026-11-01T00:00:00Z";
  await pool.query(
    `insert into source(workspace_id, id, name, connector, last_run) values ($1, ${SOURCE}, 'Made', 'document', ${RUN})`,
    [ws],
  );
  await pool.query(
    `insert into run(workspace_id, id, key, source_id, record, state, at, started_at, ended_at) values ($1, ${RUN}, 'run-1', ${SOURCE}, 1, 4, $2, $2, $2)`,
    [ws, at],
  );
  await pool.query(
    `insert into run_scope(workspace_id, run_id, scope, resource_type, outcome, seen) values ($1, ${RUN}, '', '', 1, $2)`,
    [ws, size],
  );
  await pool.query(
    `insert into posture_point(workspace_id, run_id, fault_line, at, posture, counts) select $1, ${RUN}, l, $2, 61, '{"Critical":3}' from generate_series(0, 4) l`,
    [ws, at],
  );
  await pool.query(
    `update workspace set next_asset = $2, next_source = 2, next_run = 2, next_record = 2, next_page = 2, graph_run = ${RUN}, graph_version = 1 where id = $1`,
    [ws, size + 1],
  );
}
