import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { freshWorkspace, rows, settle, withWorker } from "@/lib/pipeline/testing/rig";
import { type Ctx, reader } from "../context";
import { readPage } from "../inventory/raw-pages";
import { runSource } from "../source/source";
import { createToken, tokenContext } from "../token/token";
import { abandonPush, completePush } from "./complete";
import { receiveBytes } from "./receive";
import { startPush } from "./start";
import { getPush } from "./view";

let ctx: Ctx;
beforeAll(async () => {
  ctx = await freshWorkspace("push");
  const { token } = await createToken(ctx, { name: "ci", scopes: ["inventory:push"] });
  ctx = await tokenContext(token);
});

async function* pieces(bytes: Buffer, size = bytes.length || 1): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const record = (i: number, more: object = {}) =>
  JSON.stringify({ key: `pkg:generic/fleet/m${i}@1`, kind: "model", subtype: "base", name: `model ${i}`, ...more });
const lines = (n: number) => Buffer.from(Array.from({ length: n }, (_, i) => `${record(i)}\n`).join(""));
const send = (id: string, offset: number, bytes: Buffer, size?: number) =>
  receiveBytes(ctx, id, { offset, bytes: pieces(bytes, size) });
const start = async (source: string, key = "k") => (await startPush(ctx, { source, key })).id;
const kept = async (id: string) => {
  const pages = await rows<{ page_id: number; first_line: number }>(
    sql`select page_id, first_line from push_chunk where workspace_id = ${ctx.workspaceId} and upload_id = ${id} order by seq`,
  );
  const texts = await Promise.all(
    pages.map((p) =>
      readPage(reader(), { ...ctx, scope: "all" }, p.page_id).then((page) => page?.text ?? Buffer.alloc(0)),
    ),
  );
  return { text: Buffer.concat(texts).toString(), firstLines: pages.map((p) => p.first_line), pages: pages.length };
};
const audits = () =>
  rows<{ action: string; actor: string }>(
    sql`select distinct action, actor from audit where workspace_id = ${ctx.workspaceId} and entity in ('push', 'run', 'source') and action <> 'run.apply' order by 1`,
  );

describe("a push", () => {
  it("takes bytes in any pieces and requests, and keeps them line by line", async () => {
    const whole = lines(400);
    for (const [requests, size] of [
      [1, 1],
      [7, 13],
      [400, 3],
    ] as const) {
      const id = await start(`cut ${requests}`);
      const step = Math.ceil(whole.length / requests);
      for (let at = 0; at < whole.length; at += step) await send(id, at, whole.subarray(at, at + step), size);
      expect(await getPush(ctx, id)).toMatchObject({ state: "open", received: whole.length, errorCount: 0 });
      await completePush(ctx, id, { bytes: whole.length });
      expect((await kept(id)).text).toBe(whole.toString());
      expect(await getPush(ctx, id)).toMatchObject({ state: "complete", records: 400, newest: true });
    }
  });

  it("becomes pages of whole lines, each knowing its first", async () => {
    const id = await start("pages");
    const whole = lines(110_000);
    expect(whole.length).toBeGreaterThan(8 * 1024 * 1024);
    await send(id, 0, whole, 60_000);
    await completePush(ctx, id);
    const { text, firstLines, pages } = await kept(id);
    expect(pages).toBe(3);
    expect(text === whole.toString()).toBe(true);
    expect(firstLines[0]).toBe(1);
    for (const line of firstLines) expect(text.split("\n", line).at(-1)).toBe(record(line - 1));
  });

  it("passes over what came before, refuses a gap and other bytes", async () => {
    const id = await start("again");
    const whole = lines(10);
    await send(id, 0, whole.subarray(0, 100));
    await send(id, 0, whole.subarray(0, 100));
    await send(id, 40, whole.subarray(40, 200));
    expect((await getPush(ctx, id)).received).toBe(200);
    await expect(send(id, 201, whole.subarray(201))).rejects.toMatchObject({
      code: "conflict",
      where: "/offset",
      message: expect.stringContaining("200 is expected"),
    });
    await expect(send(id, 0, Buffer.from("x".repeat(50)))).rejects.toMatchObject({ code: "conflict", where: "/key" });
    await send(id, 200, whole.subarray(200));
    await completePush(ctx, id);
    await completePush(ctx, id);
    expect((await kept(id)).text).toBe(whole.toString());
    // The same again is the same run; anything else under the key is not.
    const again = await startPush(ctx, { source: "again", key: "k" });
    expect(again).toEqual({ id, created: false });
    await send(id, 0, whole);
    await expect(send(id, 0, Buffer.concat([whole, lines(1)]))).rejects.toMatchObject({ where: "/key" });
    await expect(send(id, 0, lines(11))).rejects.toMatchObject({ where: "/key" });
    await expect(completePush(ctx, id, { bytes: 5 })).rejects.toMatchObject({ where: "/bytes" });
    await expect(startPush(ctx, { source: "again", key: "k", scopes: [{ scope: "eu" }] })).rejects.toMatchObject({
      code: "conflict",
      where: "/key",
    });
  });

  it("survives two senders at once", async () => {
    const id = await start("two");
    const whole = lines(30_000);
    const one = (async () => {
      for (let at = 0; at < whole.length; at += 300_000) await send(id, at, whole.subarray(at, at + 300_000), 7_000);
    })();
    const two = (async () => {
      for (let at = 0; at < whole.length; at += 500_000) await send(id, at, whole.subarray(at, at + 500_000), 9_000);
    })();
    const ends = await Promise.allSettled([one, two]);
    for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "conflict" });
    const { received } = await getPush(ctx, id);
    await send(id, received, whole.subarray(received));
    await completePush(ctx, id, { bytes: whole.length });
    expect((await kept(id)).text === whole.toString()).toBe(true);
  });

  it("keeps what came when the connection breaks, in the middle of a line or of one that is too long", async () => {
    const id = await start("broken");
    const whole = Buffer.concat([lines(20), Buffer.alloc(1_500_000, 120), Buffer.from("\n"), lines(5)]);
    async function* broken(to: number, from: number): AsyncGenerator<Buffer> {
      yield* pieces(whole.subarray(from, to), 50_000);
      throw new Error("socket hang up");
    }
    for (const to of [333, 900, 1_300_000, 1_400_001]) {
      const { received } = await getPush(ctx, id);
      const sending = receiveBytes(ctx, id, { offset: received, bytes: broken(to, received) });
      await expect(sending).rejects.toThrow("socket hang up");
      expect((await getPush(ctx, id)).received).toBe(to);
    }
    await send(id, 0, whole, 10_000);
    await completePush(ctx, id, { bytes: whole.length });
    expect((await kept(id)).text).toBe(`${lines(20)}\n${lines(5)}`);
    const view = await getPush(ctx, id);
    expect(view.errors).toEqual([{ line: 21, reason: expect.stringContaining("longer than 1 MB") }]);
  });

  it("is refused where nothing can come of it", async () => {
    const id = await start("nothing");
    await expect(completePush(ctx, id)).rejects.toMatchObject({ code: "invalid_input" });
    await send(id, 0, Buffer.from("\n\r\n"));
    await expect(completePush(ctx, id)).rejects.toMatchObject({ code: "invalid_input" });
    await abandonPush(ctx, id);
    await expect(send(id, 0, lines(1))).rejects.toMatchObject({ code: "conflict" });
    await expect(start("nothing")).rejects.toMatchObject({ code: "conflict" });
    await expect(getPush(ctx, "0".repeat(24))).rejects.toMatchObject({ code: "not_found" });
    await expect(startPush(ctx, { source: " " })).rejects.toMatchObject({ where: "/source" });
    await expect(startPush(ctx, { source: "x", key: "a b" })).rejects.toMatchObject({ where: "/key" });
    const partial = { source: "x", scopes: [{ scope: "a", outcome: "partial" }] };
    await expect(startPush(ctx, partial)).rejects.toMatchObject({ where: "/scopes/0/reason" });
    const twice = { source: "x", scopes: [{ scope: "a" }, { scope: "a" }] };
    await expect(startPush(ctx, twice)).rejects.toMatchObject({ where: "/scopes/1" });
  });

  it("of one source comes from one source, however many start at once", async () => {
    const made = await Promise.all(["a", "b", "c"].map((key) => start("one name", key)));
    const views = await Promise.all(made.map((id) => getPush(ctx, id)));
    expect(new Set(views.map((v) => v.source.id)).size).toBe(1);
    const [view] = views;
    await expect(runSource({ ...ctx, scope: "all", role: "analyst" }, view?.source.id ?? 0)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("rejects read-only actor", async () => {
    for (const reader of [
      { ...ctx, scope: ["read"] as const },
      { ...ctx, scope: "all" as const, role: "viewer" as const },
    ]) {
      await expect(startPush(reader, { source: "x" })).rejects.toMatchObject({ code: "forbidden" });
      await expect(receiveBytes(reader, "x", { offset: 0, bytes: pieces(lines(1)) })).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(completePush(reader, "x")).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("leaves rows that name the token", async () => {
    const found = await audits();
    expect(new Set(found.map((a) => a.actor))).toEqual(new Set(["token ci"]));
    expect(found.map((a) => a.action)).toEqual([
      "push.abandon",
      "push.complete",
      "push.start",
      "run.start",
      "source.create",
    ]);
  });
});

describe("the whole way of a push", () => {
  it("5,000 records with 3 bad ones; then the same again writes nothing", async () => {
    const system: Ctx = await freshWorkspace("push-way");
    const all = lines(5_000).toString().split("\n");
    all[16] = "{ not json";
    all[99] = record(99, { kind: "spaceship" });
    all[4_321] = record(4_321, { subtype: "spaceship" });
    const whole = Buffer.from(all.join("\n"));
    const push = async (key: string) => {
      const { id } = await startPush(system, { source: "fleet", key });
      await receiveBytes(system, id, { offset: 0, bytes: pieces(whole, 50_000) });
      await completePush(system, id);
      return id;
    };
    const counts = () =>
      rows(
        sql`select (select count(*)::int from asset where workspace_id = ${system.workspaceId} and closed_record is null) as assets,
                   (select max(xmin::text::bigint)::text from asset where workspace_id = ${system.workspaceId}) as asset_xmin,
                   (select max(xmin::text::bigint)::text from asset_obs where workspace_id = ${system.workspaceId}) as obs_xmin,
                   (select graph_version from workspace where id = ${system.workspaceId}) as version`,
      );
    const first = await push("one");
    expect((await getPush(system, first)).errors).toEqual([{ line: 17, reason: expect.stringContaining("not JSON") }]);
    await withWorker(() => settle(system));
    const view = await getPush(system, first);
    expect(view.run).toMatchObject({ state: "applied", assetsNew: 4_997, assetsGone: 0 });
    expect(view.errors.map((e) => e.line)).toEqual([17, 100, 4_322]);
    expect(view.errors[1]?.reason).toContain("/kind");
    const before = await counts();
    expect(before[0]).toMatchObject({ assets: 4_997 });

    const second = await push("two");
    await withWorker(() => settle(system));
    expect((await getPush(system, second)).run).toMatchObject({
      state: "applied",
      assetsNew: 0,
      assetsChanged: 0,
      assetsGone: 0,
    });
    expect((await getPush(system, first)).newest).toBe(false);
    const after = await counts();
    expect({ ...after[0], asset_xmin: "" }).toEqual({ ...before[0], asset_xmin: "" });
  });
});
