import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVIDENCE_CLASSES, RELATION_KINDS } from "@/db/enums";
import { scoreDocument } from "@/lib/risk/document";
import { listAssets } from "@/lib/services/asset/list-assets";
import type { Ctx } from "@/lib/services/context";
import { getEvidence } from "@/lib/services/evidence/get-evidence";
import { getRisk } from "@/lib/services/risk/get-risk";
import { listRisks } from "@/lib/services/risk/list-risks";
import { asOf } from "@/lib/services/workspace/workspace";
import { type TestEstate, writeEstate } from "./testing/estate";
import { connect, freshWorkspace, rows } from "./testing/rig";
import { startWorker, type Worker } from "./worker";

// The same stories as any estate tells, under names that are drawn when the test starts: no rule or stage may know them.
let worker: Worker;
let ctx: Ctx;
let estate: TestEstate;
beforeAll(async () => {
  worker = await startWorker();
  estate = writeEstate();
  ctx = await freshWorkspace("second");
  await connect(ctx, "folder", { path: `${estate.root}/models`, label: "store" });
  await connect(ctx, "folder", { path: `${estate.root}/laptop`, label: "laptop", host: estate.names.host });
  const { run } = await connect(ctx, "document", { path: estate.bill, label: "bill.cdx.json" });
  expect([run.state, run.error, run.stats.quarantined]).toEqual(["applied", null, 0]);
});
afterAll(async () => {
  await worker.stop();
  estate.remove();
});

async function only(rule: string) {
  const { rows: found } = await listRisks(ctx, { rule });
  expect([rule, found.map((r) => r.title)]).toEqual([rule, [expect.any(String)]]);
  return getRisk(ctx, found[0]?.id ?? "");
}

it("scores the malicious file as served by running infrastructure, once for all its names", async () => {
  const risk = await only("MODEL-001");
  expect(risk).toMatchObject({ exposure: "X5", confidence: "high", band: "Critical", owner: estate.names.team });
  const members = risk.members.map((m) => m.asset.name);
  expect(members).toEqual(expect.arrayContaining([estate.names.bad, estate.names.copy, estate.names.tuned]));
  expect(members).not.toContain(estate.names.clean);
  const views = await Promise.all(risk.evidence.map((e) => getEvidence(ctx, e.id)));
  const call = views.find((v) => v.body.kind === "opcodes");
  expect(call).toMatchObject({ digest: estate.digests.bad, member: "archive/data.pkl" });
  expect(call?.body).toMatchObject({ call: { text: expect.stringMatching(/^os\.system\(/) } });
  expect(call?.places.map((p) => p.asset.name).sort()).toEqual([estate.names.bad, estate.names.copy].sort());
});

it("proves the copy and the contents by their digests", async () => {
  const verified = await rows<{ src: string; dst: string; kind: number }>(
    sql`select s.name as src, d.ext_key as dst, e.kind / 16 as kind from edge e
        join asset s on s.workspace_id = e.workspace_id and s.id = e.src join asset d on d.workspace_id = e.workspace_id and d.id = e.dst
        where e.workspace_id = ${ctx.workspaceId} and e.source_id = 0 and e.class = ${EVIDENCE_CLASSES.verified}`,
  );
  expect(verified).toContainEqual({
    src: estate.names.copy,
    dst: `sha256:${estate.digests.bad}`,
    kind: RELATION_KINDS.contains,
  });
  expect(verified.filter((e) => e.kind === RELATION_KINDS.derived_from)).toHaveLength(1);
});

it("makes one asset of what folder and document call by one name and digest", async () => {
  const { rows: found } = await listAssets(ctx, { q: estate.names.clean, kind: "model" });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ owner: estate.names.team });
  expect(found[0]?.sources).toHaveLength(2);
  const { rows: risks } = await listRisks(ctx, { asset: found[0]?.id });
  expect(risks.map((r) => r.ruleId)).toEqual(["MODEL-019"]);
});

it("finds the unpinned launcher, the weak package and the data nobody can account for", async () => {
  const rootOf = (risk: Awaited<ReturnType<typeof only>>) => risk.members.find((m) => m.root)?.asset.name;
  expect(rootOf(await only("PLUGIN-005"))).toBe(estate.names.plugin);
  const weak = await only("INFRA-008");
  expect(rootOf(weak)).toBe(estate.names.service);
  expect(weak.summary).toContain(estate.names.advisory);
  expect(rootOf(await only("DATA-003"))).toBe(estate.names.unknownData);
  expect(rootOf(await only("DATA-004"))).toBe(estate.names.unlicensedData);
});

it("keeps the figures of the whole graph beside each asset, as the ranking's own graph counts them", async () => {
  const counted = await rows<{ id: number; blast: number; down: number | null }>(
    sql`select a.id, a.blast_count as blast, m.down_count as down from asset a left join asset_metric m on m.workspace_id = a.workspace_id and m.asset_id = a.id where a.workspace_id = ${ctx.workspaceId}`,
  );
  expect(counted.some((r) => r.blast > 1)).toBe(true);
  expect(counted.map((r) => [r.id, r.down])).toEqual(counted.map((r) => [r.id, r.blast]));
});

it("replays every score, and keeps the real clock", async () => {
  const { rows: all } = await listRisks(ctx, { limit: 200 });
  expect(all.length).toBeGreaterThanOrEqual(6);
  for (const { id } of all) {
    const risk = await getRisk(ctx, id);
    const again = scoreDocument(risk.inputs);
    const score = again.findings?.[0]?.score ?? again.lineage?.[0]?.group?.score ?? -1;
    expect([risk.title, Math.round(score * 10)]).toEqual([risk.title, risk.scoreTenths]);
  }
  const stamp = await asOf(ctx);
  expect(stamp.label).toBeNull();
  expect(Math.abs(Date.parse(stamp.now) - Date.now())).toBeLessThan(60_000);
});
