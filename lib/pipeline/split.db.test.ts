import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { getAsset } from "@/lib/services/asset/get-asset";
import { listAssets } from "@/lib/services/asset/list-assets";
import { splitAsset } from "@/lib/services/inventory/split-asset";
import { type TestEstate, writeEstate } from "./testing/estate";
import { again, connect, freshWorkspace, rows, settle } from "./testing/rig";
import { startWorker, type Worker } from "./worker";

let worker: Worker;
let estate: TestEstate;
beforeAll(async () => {
  worker = await startWorker();
  estate = writeEstate();
});
afterAll(async () => {
  await worker.stop();
  estate.remove();
});

it("takes apart what equal content joined, with each one's facts and relations, and leaves it apart", async () => {
  const ctx = await freshWorkspace("split");
  const folder = await connect(ctx, "folder", { path: `${estate.root}/models`, label: "store" });
  const document = await connect(ctx, "document", { path: estate.bill, label: "bill.cdx.json" });
  const named = async () => (await listAssets(ctx, { q: estate.names.clean, kind: "model" })).rows;
  const edges = (id: number) =>
    rows<{ source_id: number; n: number }>(
      sql`select source_id, count(*)::int as n from edge where workspace_id = ${ctx.workspaceId} and source_id > 0 and (src = ${id} or dst = ${id}) group by 1 order by 1`,
    );
  const [whole, ...others] = await named();
  expect(others).toEqual([]);
  const before = await getAsset(ctx, whole?.id ?? 0);
  expect(before.joined).toEqual([
    expect.objectContaining({ why: "Equal content under an equal name.", run: expect.any(String) }),
  ]);
  const joined = before.joined[0]?.id ?? 0;
  const all = await edges(before.id);
  const done = await splitAsset(ctx, joined);
  expect(done).toMatchObject({ kept: before.id, joined });
  expect(done.runs).toHaveLength(2);
  await settle(ctx);
  const apart = await named();
  expect(apart.map((a) => a.id).sort()).toEqual([before.id, joined].sort());
  expect(apart.map((a) => a.sources.length)).toEqual([1, 1]);
  const shared = [...(await edges(before.id)), ...(await edges(joined))].sort((a, b) => a.source_id - b.source_id);
  expect(shared).toEqual(all);
  expect((await getAsset(ctx, before.id)).joined).toEqual([]);
  expect((await getAsset(ctx, before.id)).history.some((h) => h.text.startsWith("Taken apart from"))).toBe(true);
  await again(ctx, folder.sourceId);
  await again(ctx, document.sourceId);
  expect((await named()).length).toBe(2);
  await expect(splitAsset(ctx, joined)).rejects.toMatchObject({ code: "not_found" });
});
