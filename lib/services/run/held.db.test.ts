import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { freshWorkspace, rows, settle } from "@/lib/pipeline/testing/rig";
import { startWorker } from "@/lib/pipeline/worker";
import type { Ctx } from "../context";
import { completePush } from "../push/complete";
import { receiveBytes } from "../push/receive";
import { startPush } from "../push/start";
import { getPush } from "../push/view";
import { discardRun } from "./discard";
import { heldChanges } from "./held";
import { releaseRun } from "./run";
import { getRun } from "./view";

let ctx: Ctx;
beforeAll(async () => {
  ctx = await freshWorkspace("held");
  const worker = await startWorker();
  return () => worker.stop();
});

const scopes = [{ scope: "eu" }, { scope: "us" }];

async function push(source: string, o: { eu: number; us: number }): Promise<number> {
  const { id } = await startPush(ctx, { source, scopes });
  const lines = (["eu", "us"] as const).flatMap((scope) =>
    Array.from({ length: o[scope] }, (_, i) =>
      JSON.stringify({ key: `${scope}-${i}`, kind: "model", subtype: "base", name: `${scope} ${i}`, scope }),
    ),
  );
  await receiveBytes(ctx, id, {
    offset: 0,
    bytes: [Buffer.from(lines.join("\n"))] as unknown as AsyncIterable<Buffer>,
  });
  await completePush(ctx, id);
  await settle(ctx);
  return (await getPush(ctx, id)).run?.id ?? 0;
}
const open = async () =>
  (
    await rows<{ n: number }>(
      sql`select count(*)::int as n from asset where workspace_id = ${ctx.workspaceId} and closed_record is null`,
    )
  )[0]?.n;

describe("a run that would close too much", () => {
  let held = 0;
  it("waits, and says of each scope what would go and how it ended before", async () => {
    await push("fleet", { eu: 120, us: 10 });
    await push("second", { eu: 1, us: 1 });
    held = await push("fleet", { eu: 30, us: 9 });
    const run = await getRun(ctx, held);
    expect(run).toMatchObject({ state: "held", error: expect.stringContaining("90 of 120") });
    const view = await heldChanges(ctx, held);
    expect(view.scopes).toMatchObject([
      { scope: "eu", resourceType: "", known: 120, gone: 90, tooMuch: true },
      { scope: "us", resourceType: "", known: 10, gone: 1, tooMuch: false },
    ]);
    expect(view.scopes[0]?.before).toMatchObject([{ state: "applied", outcome: "complete", seen: 120 }]);
    expect(view.total).toBe(91);
    expect(view.rows).toHaveLength(50);
    expect(view.rows[0]).toMatchObject({ scope: "eu", asset: { name: "eu 30", kind: "model" }, elsewhere: 0 });
    const next = await heldChanges(ctx, held, { cursor: view.next, limit: 200 });
    expect(next.rows).toHaveLength(41);
    expect(next.next).toBeNull();
    expect((await heldChanges(ctx, held, { scope: "us" })).rows.map((r) => r.asset.name)).toEqual(["us 9"]);
    await expect(heldChanges(ctx, held, { cursor: "x" })).rejects.toMatchObject({ where: "/cursor" });
    expect(await open()).toBe(130);
  });

  it("is discarded by a person: nothing is closed and nothing is left of it", async () => {
    await expect(discardRun({ ...ctx, role: "engineer" }, held)).rejects.toMatchObject({ code: "forbidden" });
    await discardRun(ctx, held);
    expect(await getRun(ctx, held)).toMatchObject({ state: "cancelled" });
    expect(await open()).toBe(130);
    const left = await rows(
      sql`select (select count(*)::int from run_staging where workspace_id = ${ctx.workspaceId} and run_id = ${held}) as staged,
                 (select count(*)::int from held_gone where workspace_id = ${ctx.workspaceId} and run_id = ${held}) as listed,
                 (select count(*)::int from audit where workspace_id = ${ctx.workspaceId} and action = 'run.discard' and entity_id = ${String(held)}) as audits`,
    );
    expect(left).toEqual([{ staged: 0, listed: 0, audits: 1 }]);
    await expect(discardRun(ctx, held)).rejects.toMatchObject({ code: "conflict" });
    await expect(releaseRun(ctx, held)).rejects.toMatchObject({ code: "conflict" });
    await expect(heldChanges(ctx, held)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is let pass by a person, and closes what it said", async () => {
    const again = await push("fleet", { eu: 30, us: 9 });
    expect((await heldChanges(ctx, again)).scopes[0]?.before.map((b) => b.state)).toEqual(["cancelled", "applied"]);
    await releaseRun(ctx, again);
    await settle(ctx);
    expect(await getRun(ctx, again)).toMatchObject({ state: "applied", stats: { assetsGone: 91 } });
    const left = await rows(sql`select 1 from held_gone where workspace_id = ${ctx.workspaceId}`);
    expect(left).toEqual([]);
  });
});
