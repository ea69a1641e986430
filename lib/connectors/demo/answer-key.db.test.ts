import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVIDENCE_CLASSES, FAULT_LINES, RELATION_KINDS } from "@/db/enums";
import { again, connect, freshWorkspace, rows, settle } from "@/lib/pipeline/testing/rig";
import { startWorker, type Worker } from "@/lib/pipeline/worker";
import { scoreDocument } from "@/lib/risk/document";
import { getBlastRadius, getLineage } from "@/lib/services/asset/lineage";
import { listAssets } from "@/lib/services/asset/list-assets";
import type { Ctx } from "@/lib/services/context";
import { getEvidence } from "@/lib/services/evidence/get-evidence";
import { listRules } from "@/lib/services/finding/rules";
import { getRisk } from "@/lib/services/risk/get-risk";
import { listRisks } from "@/lib/services/risk/list-risks";
import { getRun, listRuns } from "@/lib/services/run/view";
import { removeSource } from "@/lib/services/source/source";
import { asOf } from "@/lib/services/workspace/workspace";
import { connector } from "./connector";
import { estateManifest } from "./estate/answer-key";
import { EXPECTED_COUNTS, EXPECTED_POSTURE, EXPECTED_SCORES, MUST_NOT } from "./estate/answer-scores";
import { estateFiles } from "./generate";

type BadFile = { sha256: string; member: string; globalInFile: number; globalInMember: number; reduceInMember: number };
const BAD = (estateManifest(estateFiles()) as { badFile: BadFile }).badFile;
const RUN_NAMES = ["run1", "run2"] as const;

let worker: Worker;
let ctx: Ctx;
let sourceId = 0;
beforeAll(async () => {
  worker = await startWorker();
  ctx = await freshWorkspace("demo");
  ({ sourceId } = await connect(ctx, "demo", {}, "Demo"));
});
afterAll(() => worker.stop());

/** A risk is known by the asset it is rooted at; one on a file by the models that hold it. */
async function risksWithNames() {
  return rows<{ id: string; rule: string; severity: string; names: string[]; tenths: number; events: string[] }>(
    sql`select r.id::text, r.rule_id as rule, r.score_tenths as tenths,
          (array['', 'info', 'low', 'medium', 'high', 'critical'])[1 + r.severity] as severity,
          (select array_agg(distinct a.name) from asset a where a.workspace_id = r.workspace_id and (a.id = r.root_asset or exists (
             select 1 from edge e join asset f on f.workspace_id = e.workspace_id and f.id = e.dst and f.kind = 3
             where e.workspace_id = r.workspace_id and e.src = a.id and e.dst = r.root_asset))) as names,
          (select array_agg(text order by run_id, seq) from risk_event v where v.workspace_id = r.workspace_id and v.risk_id = r.id) as events
        from risk r where r.workspace_id = ${ctx.workspaceId} and r.open order by 2, 1`,
  );
}

it("ends both runs as applied, in time order, under the estate's label and clock", async () => {
  const { rows: runs } = await listRuns(ctx);
  expect(runs.map((r) => [r.key, r.state, r.error])).toEqual([
    ["demo-run-2", "applied", null],
    ["demo-run-1", "applied", null],
  ]);
  expect(await asOf(ctx)).toMatchObject({
    run: "demo-run-2",
    at: "2026-11-16T06:00:00.000Z",
    now: "2026-11-16T08:00:00.000Z",
    label: "Demo: Larkmoor Mutual, invented",
  });
  for (const run of runs) expect(run.progress.every((p) => p.state === "done")).toBe(true);
});

it("has every risk of the manifest with its severity and score in each run, and no other", async () => {
  const found = await risksWithNames();
  const seen = { run1: [] as string[], run2: [] as string[] };
  for (const risk of found) {
    const line = EXPECTED_SCORES.find((e) => e.rule === risk.rule && risk.names.includes(e.subject));
    const name = `${risk.rule} ${line?.subject ?? risk.names.join()}`;
    const first = /opened it at ([\d.]+) .* in demo-run-1/.exec(risk.events.join("\n"))?.[1];
    if (first) seen.run1.push(`${name} ${Number(first)}`);
    seen.run2.push(`${name} ${risk.severity} ${risk.tenths / 10}`);
  }
  const expected = (run: "run1" | "run2") =>
    EXPECTED_SCORES.flatMap((e) => {
      if (e[run] === null) return [];
      return [run === "run1" ? `${e.rule} ${e.subject} ${e.run1}` : `${e.rule} ${e.subject} ${e.severity} ${e.run2}`];
    }).sort();
  expect(seen.run1.sort()).toEqual(expected("run1"));
  expect(seen.run2.sort()).toEqual(expected("run2"));
});

it("gives the posture of every fault line in each run", async () => {
  const points = await rows<{ run_id: number; fault_line: number; posture: number }>(
    sql`select run_id, fault_line, posture from posture_point where workspace_id = ${ctx.workspaceId} order by run_id`,
  );
  const ids = [...new Set(points.map((p) => p.run_id))];
  for (const [i, run] of RUN_NAMES.entries()) {
    const at = (code: number) => {
      const point = points.find((p) => p.run_id === ids[i] && p.fault_line === code);
      return Math.round((point?.posture ?? -1) * 10) / 10;
    };
    const lines = Object.fromEntries(Object.entries(FAULT_LINES).map(([line, code]) => [line, at(code)]));
    expect([run, { ...lines, overall: at(0) }]).toEqual([run, EXPECTED_POSTURE[run]]);
  }
});

it("counts what the documents name", async () => {
  const page = await listAssets(ctx, { limit: 1 });
  const files = await rows<{ n: number }>(
    sql`select count(*)::int as n from asset where workspace_id = ${ctx.workspaceId} and kind = 3 and subtype = 'weights' and closed_record is null`,
  );
  expect({ assets: page.total, modelFiles: files[0]?.n }).toEqual(EXPECTED_COUNTS.run2);
});

it("stays silent where it must, though the rule looked", async () => {
  const stats = new Map((await listRules(ctx)).rows.map((r) => [r.id, r.population ?? 0]));
  for (const { rule, subjects } of MUST_NOT) {
    expect(stats.get(rule)).toBeGreaterThan(0);
    for (const name of subjects) {
      const known = await rows<{ n: number }>(
        sql`select count(*)::int as n from asset where workspace_id = ${ctx.workspaceId} and name = ${name}`,
      );
      expect([name, known[0]?.n]).not.toEqual([name, 0]);
      const hit = await rows(
        sql`select f.message from finding f join asset a on a.workspace_id = f.workspace_id and a.id = f.asset_id
            where f.workspace_id = ${ctx.workspaceId} and f.rule_id = ${rule} and (a.name = ${name} or exists (
              select 1 from edge e join asset m on m.workspace_id = e.workspace_id and m.id = e.src and m.name = ${name} where e.workspace_id = f.workspace_id and e.dst = a.id))`,
      );
      expect([rule, name, hit]).toEqual([rule, name, []]);
    }
  }
});

it("closes invoice-check-4 in run 2 and says so", async () => {
  const gone = await rows<{ ext_key: string; closed_record: number | null; text: string | null }>(
    sql`select a.ext_key, a.closed_record, v.text from asset a left join asset_event v on v.workspace_id = a.workspace_id and v.asset_id = a.id and v.run_id = a.closed_record
        where a.workspace_id = ${ctx.workspaceId} and a.name = 'invoice-check-4'`,
  );
  expect(gone.length).toBeGreaterThan(0);
  for (const row of gone) expect(row.closed_record).not.toBeNull();
  expect((await listAssets(ctx, { q: "invoice-check-4" })).rows).toEqual([]);
  expect((await listAssets(ctx, { q: "invoice-check-5" })).rows.length).toBeGreaterThan(0);
});

it("joins what a folder and a document say of one model", async () => {
  const found = (await listAssets(ctx, { q: "claim-severity-v3", kind: "model" })).rows;
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ owner: "Claims AI", env: "prod", data: 3, criticality: 3 });
  const twins = await rows<{ name: string }>(
    sql`select name, count(*)::int as n from asset where workspace_id = ${ctx.workspaceId} and kind = 1 and closed_record is null group by name having count(*) > 1 order by 1`,
  );
  // The bad commit and the clean one are two models of one name; any other pair would be a twin that was not joined.
  expect(twins).toEqual([{ name: "claim-severity-base", n: 2 }]);
});

it("draws the verified copy that no card speaks of, and nothing bad under the clean fine-tune", async () => {
  const copies = await rows(
    sql`select s.name as copy, d.name as original, e.class from edge e join asset s on s.workspace_id = e.workspace_id and s.id = e.src join asset d on d.workspace_id = e.workspace_id and d.id = e.dst
        where e.workspace_id = ${ctx.workspaceId} and e.source_id = 0 and e.kind between 16 and 31 and s.kind = 1 and d.kind = 1`,
  );
  expect(copies).toEqual([
    { copy: "claim-severity-v3", original: "claim-severity-base", class: EVIDENCE_CLASSES.verified },
  ]);
  const clean = (await listAssets(ctx, { q: "claim-severity-health-ft", kind: "model" })).rows;
  expect(clean).toHaveLength(1);
  expect(clean[0]?.openRisks).toBe(0);
});

describe("the risk of the bad file", () => {
  async function badRisk() {
    const { rows: found } = await listRisks(ctx, { rule: "MODEL-001" });
    expect(found).toHaveLength(1);
    return getRisk(ctx, found[0]?.id ?? "");
  }

  it("is one, served by running infrastructure, and scored 69.9 then 85.0", async () => {
    const risk = await badRisk();
    expect(risk).toMatchObject({ exposure: "X5", scoreTenths: 850, band: "Critical", confidence: "high" });
    expect(risk.history.map((h) => h.text).join("\n")).toMatch(/69\.9 → 85\.0/);
    const names = risk.members.map((m) => m.asset.name);
    expect(names).toEqual(
      expect.arrayContaining(["claim-severity-base", "claim-severity-v3", "claim-severity-motor-lora"]),
    );
    expect(names).not.toContain("claim-severity-health-ft");
  });

  it("shows posix.system at the manifest's byte and the call that REDUCE makes", async () => {
    const risk = await badRisk();
    const views = await Promise.all(risk.evidence.map((e) => getEvidence(ctx, e.id)));
    const view = views.find((v) => v.found.includes("posix"));
    expect(view).toMatchObject({
      digest: BAD.sha256,
      member: BAD.member,
      offset: BAD.globalInFile,
      memberOffset: BAD.globalInMember,
    });
    expect(view?.places.map((p) => p.asset.name).sort()).toEqual(["claim-severity-base", "claim-severity-v3"]);
    const body = view?.body;
    if (body?.kind !== "opcodes") throw new Error(`not a listing but ${body?.kind}`);
    expect(body.call).toMatchObject({ offset: BAD.reduceInMember });
    expect(body.call?.text).toMatch(/^posix\.system\(/);
    expect(body.lines.find((l) => l.hit === "import")).toMatchObject({ offset: BAD.globalInMember, opcode: "GLOBAL" });
    expect(body.lines.find((l) => l.hit === "call")).toMatchObject({ offset: BAD.reduceInMember, opcode: "REDUCE" });
  });

  it("lists opcodes as Python's own disassembler does", async (t) => {
    const home = mkdtempSync(join(tmpdir(), "listing-"));
    const file = join(home, "data.pkl");
    const { absolutePath } = await connector.openFile(
      {},
      "run-2/models/larkmoor-mutual/claim-severity-v3/pytorch_model.bin",
    );
    const start = BAD.globalInFile - BAD.globalInMember;
    writeFileSync(file, readFileSync(absolutePath).subarray(start));
    const python = spawnSync("python3", ["-m", "pickletools", file], { encoding: "utf8" });
    rmSync(home, { recursive: true, force: true });
    if (python.status !== 0) t.skip("python3 is not here");
    const theirs = [...python.stdout.matchAll(/^\s*(\d+): \S*\s+([A-Z_0-9]+)/gm)].map((m) => [Number(m[1]), m[2]]);
    const risk = await badRisk();
    const views = await Promise.all(risk.evidence.map((e) => getEvidence(ctx, e.id)));
    const body = views.find((v) => v.found.includes("posix"))?.body;
    if (body?.kind !== "opcodes") throw new Error("not a listing");
    const ours = body.lines.map((l) => [l.offset, l.opcode]);
    expect(ours.length).toBeGreaterThan(8);
    expect(ours).toEqual(theirs.slice(0, ours.length));
  });

  it("reaches down the lineage two models, three services and the copilot", async () => {
    const risk = await badRisk();
    const root = risk.members.find((m) => m.root)?.asset.id ?? 0;
    const reached = await getLineage(ctx, root, { direction: "downstream" });
    const far = new Set(reached.rows.map((r) => (r.relation === "exposes" ? r.to.name : r.from.name)));
    expect([...far].sort()).toEqual([
      "adjuster-copilot",
      "claim-severity",
      "claim-severity-base",
      "claim-severity-motor",
      "claim-severity-motor-lora",
      "claim-severity-v3",
      "quarantine-lab",
    ]);
    expect(reached.omitted).toBe(0);
    const radius = await getBlastRadius(ctx, root);
    expect(radius.top.map((a) => a.name).sort()).toEqual([...far].sort());
  });
});

it("replays every stored score from its frozen inputs", async () => {
  const { rows: all } = await listRisks(ctx, { limit: 200 });
  expect(all.length).toBe(EXPECTED_SCORES.filter((e) => e.run2 !== null).length);
  for (const { id } of all) {
    const risk = await getRisk(ctx, id);
    const replayed = scoreDocument(risk.inputs);
    const score = replayed.findings?.[0]?.score ?? replayed.lineage?.[0]?.group?.score;
    expect([risk.title, Math.round((score ?? -1) * 10)]).toEqual([risk.title, risk.scoreTenths]);
  }
});

it("writes nothing when the same documents are played again", async () => {
  const tables = ["asset", "asset_obs", "asset_alias", "asset_event", "edge", "edge_detail", "finding", "scan"];
  const marks = async () => {
    const out: Record<string, string[]> = {};
    for (const table of tables)
      out[table] = (
        await rows<{ m: string }>(
          sql`select xmin::text || ' ' || ctid::text as m from ${sql.identifier(table)} where workspace_id = ${ctx.workspaceId} order by 1`,
        )
      ).map((r) => r.m);
    return out;
  };
  const before = await marks();
  const run = await again(ctx, sourceId);
  expect([run.state, run.error]).toEqual(["applied", null]);
  expect(run.stats).toMatchObject({ assetsNew: 0, assetsChanged: 0, assetsGone: 0, edgesNew: 0, edgesGone: 0 });
  const after = await marks();
  for (const table of tables) expect([table, after[table]]).toEqual([table, before[table]]);
});

it("leaves nothing open when the source is removed, and gives back the real clock", async () => {
  await removeSource(ctx, sourceId);
  const run = await settle(ctx);
  expect([run.state, run.error]).toEqual(["applied", null]);
  expect((await getRun(ctx, run.id)).stats.assetsGone).toBeGreaterThan(100);
  expect((await listAssets(ctx, {})).total).toBe(0);
  expect(
    await rows(sql`select ext_key from asset where workspace_id = ${ctx.workspaceId} and closed_record is null`),
  ).toEqual([]);
  expect((await listRisks(ctx, {})).total).toBe(0);
  expect((await listRisks(ctx, { status: "closed" })).total).toBeGreaterThan(14);
  // What a retired model was made of stays, so that what is built from it keeps its history; nothing else does.
  const kept = await rows<{ kind: number }>(
    sql`select distinct kind / 16 as kind from edge where workspace_id = ${ctx.workspaceId} and source_id <> 0`,
  );
  const lineage = [RELATION_KINDS.derived_from, RELATION_KINDS.trained_on, RELATION_KINDS.contains] as number[];
  expect(kept.filter((e) => !lineage.includes(e.kind))).toEqual([]);
  const stamp = await asOf(ctx);
  expect(stamp.label).toBeNull();
  expect(Math.abs(Date.parse(stamp.now) - Date.now())).toBeLessThan(60_000);
});

it("plays both runs again when the source comes back", async () => {
  await connect(ctx, "demo", {}, "Demo");
  const { rows: runs } = await listRuns(ctx, { limit: 2 });
  expect(runs.map((r) => r.state)).toEqual(["applied", "applied"]);
  expect(runs.map((r) => r.key.replace(/@\d+$/, ""))).toEqual(["demo-run-2", "demo-run-1"]);
  expect((await listRisks(ctx, {})).total).toBe(EXPECTED_SCORES.filter((e) => e.run2 !== null).length);
  expect((await listAssets(ctx, {})).total).toBe(EXPECTED_COUNTS.run2.assets);
});
