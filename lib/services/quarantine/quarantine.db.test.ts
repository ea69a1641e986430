import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { freshWorkspace, rows, settle } from "@/lib/pipeline/testing/rig";
import { startWorker } from "@/lib/pipeline/worker";
import type { Ctx } from "../context";
import { completePush } from "../push/complete";
import { receiveBytes } from "../push/receive";
import { startPush } from "../push/start";
import { getPush } from "../push/view";
import { getSources } from "../source/view";
import { dismissSetAside } from "./dismiss";
import { listSetAside } from "./list";
import { replaySetAside } from "./replay";

let ctx: Ctx;
beforeAll(async () => {
  ctx = await freshWorkspace("quarantine");
  const worker = await startWorker();
  return () => worker.stop();
});

const record = (key: string, more: object = {}) => ({ key, kind: "model", subtype: "base", name: key, ...more });
const uses = (to: string) => ({ edges: [{ relation: "derived_from", variant: "finetune", to }] });

async function push(records: readonly (object | string)[], part = false): Promise<number> {
  const scopes = part ? [{ scope: "", outcome: "partial", reason: "only what is new" }] : undefined;
  const { id } = await startPush(ctx, { source: "fleet", scopes });
  const text = records.map((r) => (typeof r === "string" ? r : JSON.stringify(r))).join("\n");
  await receiveBytes(ctx, id, { offset: 0, bytes: [Buffer.from(text)] as unknown as AsyncIterable<Buffer> });
  await completePush(ctx, id);
  await settle(ctx);
  return (await getPush(ctx, id)).run?.id ?? 0;
}

/** A rule of today that yesterday's run did not have: the record as kept is mended as if it had been read wrongly. */
const mend = (runId: number, from: string, to: string) =>
  rows(
    sql`update quarantine set record = replace(record, ${from}, ${to}) where workspace_id = ${ctx.workspaceId} and run_id = ${runId}`,
  );
const openKeys = async () =>
  (
    await rows<{ ext_key: string }>(
      sql`select ext_key from asset where workspace_id = ${ctx.workspaceId} and closed_record is null order by 1`,
    )
  ).map((r) => r.ext_key);

describe("records that a run set aside", () => {
  let runId = 0;
  it("are listed with their line, their reason and themselves", async () => {
    runId = await push([record("a"), "{ <b>broken", record("c", { kind: "spaceship" }), record("d", uses("nowhere"))]);
    const page = await listSetAside(ctx, runId);
    expect(page.counts).toEqual({ waiting: 3, replayed: 0, dismissed: 0 });
    expect(page.rows.map((r) => [r.pointer, r.state])).toEqual([
      ["line 2", "waiting"],
      ["line 3", "waiting"],
      ["line 4", "waiting"],
    ]);
    expect(page.rows[0]).toMatchObject({
      record: "{ <b>broken",
      reason: expect.stringContaining("not one JSON object"),
    });
    expect(page.rows[2]?.reason).toContain("/edges/0");
    const first = await listSetAside(ctx, runId, { limit: 2 });
    expect((await listSetAside(ctx, runId, { limit: 2, cursor: first.next })).rows.map((r) => r.pointer)).toEqual([
      "line 4",
    ]);
    await expect(listSetAside(ctx, 999_999)).rejects.toMatchObject({ code: "not_found" });
  });

  it("say why they still fail, and change nothing", async () => {
    const before = await openKeys();
    const answer = await replaySetAside(ctx, runId, {});
    expect(answer).toMatchObject({ runId: null, replayed: 0 });
    expect(answer.still.map((s) => s.reason)).toEqual([
      expect.stringContaining("not one JSON object"),
      expect.stringContaining("/kind"),
      expect.stringContaining("which no record describes"),
    ]);
    expect(await openKeys()).toEqual(before);
  });

  it("become a run of what can be used now, which closes nothing", async () => {
    await mend(runId, "spaceship", "dataset");
    await mend(runId, '"subtype":"base","name":"c"', '"subtype":"table","name":"c"');
    const [, third] = (await listSetAside(ctx, runId)).rows;
    const answer = await replaySetAside(ctx, runId, { seqs: [third?.seq ?? -1] });
    expect(answer).toMatchObject({ replayed: 1, still: [] });
    await settle(ctx);
    expect(await openKeys()).toEqual(["a", "c", "d"]);
    const page = await listSetAside(ctx, runId);
    expect(page.counts).toEqual({ waiting: 2, replayed: 1, dismissed: 0 });
    expect(page.rows[1]).toMatchObject({ state: "replayed", replayRun: { id: answer.runId, state: "applied" } });
    // The source's health is what it answered, not that somebody read a record again.
    const source = (await getSources(ctx)).sources.find((s) => s.name === "fleet");
    expect(source?.seen.words).toBe("4 records in 0 of 1 scope");
  });

  it("bring their relation once its other end is known", async () => {
    await mend(runId, "nowhere", "a");
    const last = (await listSetAside(ctx, runId)).rows.at(-1);
    expect(await replaySetAside(ctx, runId, { seqs: [last?.seq ?? -1] })).toMatchObject({ replayed: 1 });
    await settle(ctx);
    const edges = await rows(
      sql`select s.ext_key as src, d.ext_key as dst from edge e join asset s on s.workspace_id = e.workspace_id and s.id = e.src
          join asset d on d.workspace_id = e.workspace_id and d.id = e.dst where e.workspace_id = ${ctx.workspaceId} and e.source_id <> 0`,
    );
    expect(edges).toEqual([{ src: "d", dst: "a" }]);
  });

  it("can be dismissed and taken back", async () => {
    expect(await dismissSetAside(ctx, runId, {})).toEqual({ changed: 1 });
    expect((await listSetAside(ctx, runId)).counts).toEqual({ waiting: 0, replayed: 2, dismissed: 1 });
    expect((await listSetAside(ctx, runId, { state: "dismissed" })).rows).toHaveLength(1);
    await expect(replaySetAside(ctx, runId, {})).rejects.toMatchObject({ code: "conflict" });
    expect(await dismissSetAside(ctx, runId, { undo: true })).toEqual({ changed: 1 });
    expect((await listSetAside(ctx, runId)).counts.waiting).toBe(1);
  });

  it("do not overwrite what the source said since", async () => {
    const later = await push([record("a"), record("d"), record("e", { subtype: "spaceship" })]);
    await mend(later, '"key":"e"', '"key":"a"');
    await mend(later, "spaceship", "finetune");
    const answer = await replaySetAside(ctx, later, {});
    expect(answer.still.map((s) => s.reason)).toEqual([expect.stringContaining("known in other words")]);
    // A record that a newer complete inventory does not have is not brought back from an older one.
    await push([record("a"), record("d")]);
    await mend(runId, "{ <b>broken", JSON.stringify(record("old")));
    const old = await replaySetAside(ctx, runId, {});
    expect(old.still.map((s) => s.reason)).toEqual([expect.stringContaining("newer inventory")]);
    expect(await openKeys()).toEqual(["a", "d"]);
  });

  it("bring a relation whose other end came later", async () => {
    const first = await push([record("a"), record("d"), record("f", uses("base"))]);
    expect((await replaySetAside(ctx, first, {})).still).toHaveLength(1);
    await push([record("base")], true);
    expect(await replaySetAside(ctx, first, {})).toMatchObject({ replayed: 1, still: [] });
    await settle(ctx);
    const edges = await rows(
      sql`select d.ext_key as dst from edge e join asset s on s.workspace_id = e.workspace_id and s.id = e.src and s.ext_key = 'f'
          join asset d on d.workspace_id = e.workspace_id and d.id = e.dst where e.workspace_id = ${ctx.workspaceId} and e.source_id <> 0`,
    );
    expect(edges).toEqual([{ dst: "base" }]);
  });

  it("rejects read-only actor", async () => {
    const viewer: Ctx = { ...ctx, role: "viewer" };
    await expect(replaySetAside(viewer, runId, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(dismissSetAside(viewer, runId, {})).rejects.toMatchObject({ code: "forbidden" });
    expect((await listSetAside(viewer, runId)).rows.length).toBeGreaterThan(0);
    const audits = await rows(
      sql`select action, count(*)::int as n from audit where workspace_id = ${ctx.workspaceId} and action like 'quarantine.%' group by 1 order by 1`,
    );
    expect(audits).toEqual([
      { action: "quarantine.dismiss", n: 2 },
      { action: "quarantine.replay", n: 7 },
    ]);
  });
});
