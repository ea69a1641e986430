import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { RELATION_KINDS } from "@/db/enums";
import { type Ctx, reader, systemContext, withTransaction } from "../context";
import { COUNT_CAP } from "../cursor";
import { writeAssetTally } from "../tally/asset-tally";
import { readTally } from "../tally/tally";
import { assetNow, edgeRow, pastRuns } from "../testing/past";
import { ensureWorkspace } from "../workspace/workspace";
import { getAsset } from "./get-asset";
import { listAssets } from "./list-assets";

const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
let ctx: Ctx;

async function workspace(name: string): Promise<Ctx> {
  const { id } = await ensureWorkspace(`${name}-${process.pid}`, "Test");
  return systemContext(id, "Test");
}

const run = (query: ReturnType<typeof sql>) => reader().execute(query);
async function observed(id: number, source: number, doc: object, key = `pkg:test/${id}`): Promise<void> {
  const whole = {
    kind: "model",
    subtype: "base",
    name: "x",
    owner: null,
    env: null,
    data: null,
    criticality: null,
    props: {},
    ...doc,
  };
  await run(
    sql`insert into asset_obs(workspace_id, source_id, ext_key, asset_id, changed_record, h, class, doc) values (${ctx.workspaceId}, ${source}, ${key}, ${id}, 1, 1, ${source}, ${JSON.stringify(whole)}::jsonb)`,
  );
}
const found = async (input: object) => (await listAssets(ctx, input)).rows.map((r) => r.name).sort();

beforeAll(async () => {
  ctx = await workspace("search");
  const ws = ctx.workspaceId;
  await pastRuns(ctx, [1], "Registry");
  await run(
    sql`insert into source(workspace_id, id, name, connector, last_run) values (${ws}, 2, 'Cluster A', 'folder', 1)`,
  );
  await assetNow(ctx, 1, { first: 1 }, { name: "llama-7b", owner: "ML Platform" });
  await assetNow(ctx, 2, { first: 1 }, { name: "llama-70b", owner: "ops" });
  await assetNow(ctx, 3, { first: 1 }, { name: "100%_sure", kind: "dataset", subtype: "table" });
  await assetNow(ctx, 4, { first: 1 }, { name: "weights.bin", kind: "artifact", subtype: "weights" });
  await run(sql`update asset set ext_key = ${`sha256:${HEX}`} where workspace_id = ${ws} and id = 4`);
  await run(sql`update asset set ext_key = 'pkg:huggingface/meta/llama@1' where workspace_id = ${ws} and id = 1`);
  await run(
    sql`insert into asset_alias(workspace_id, alias, asset_id) values (${ws}, 'pkg:huggingface/mirror/llama@1', 2)`,
  );
  await edgeRow(ctx, { src: 1, kind: RELATION_KINDS.contains * 16, dst: 4, from: 1 });
  await observed(1, 1, { owner: "ml", props: { license: "mit" } }, "pkg:huggingface/meta/llama@1");
  await observed(1, 2, { owner: "ml", props: { license: "apache-2.0" } }, "pkg:huggingface/meta/llama@1");
  await observed(2, 1, { owner: "ops" });
  await observed(2, 2, { owner: null, subtype: "unknown" });
  await observed(3, 2, { kind: "dataset" });
  await run(
    sql`insert into asset_metric(workspace_id, asset_id, version, up_count, down_count, down_running, sensitive_hops, sensitive_next) values
        (${ws}, 1, 1, 0, 5, 0, 2, 2), (${ws}, 2, 1, 0, 9, 0, null, null), (${ws}, 3, 1, 0, 5, 0, 0, null), (${ws}, 4, 1, 0, 1, 0, 1, 1)`,
  );
});
afterAll(closeDatabase);

describe("the search line", () => {
  it.each([
    [{ q: "llama" }, ["llama-70b", "llama-7b"]],
    [{ q: "ma-7" }, ["llama-70b", "llama-7b"]],
    [{ q: "LLAMA-7B" }, ["llama-7b"]],
    [{ q: "ll" }, ["llama-70b", "llama-7b"]],
    [{ q: "a-" }, []],
    [{ q: "%_" }, []],
    [{ q: "0%_s" }, ["100%_sure"]],
    [{ q: "weights" }, []],
    [{ q: "kind:artifact weights" }, ["weights.bin"]],
    [{ q: "kind:model,dataset -owner:ops" }, ["100%_sure", "llama-7b"]],
    [{ q: 'owner:"ml platform"' }, ["llama-7b"]],
    [{ q: "owner:none" }, ["100%_sure"]],
    [{ q: 'source:"cluster a" -kind:model' }, ["100%_sure"]],
    [{ q: "-source:registry" }, ["100%_sure"]],
    [{ q: "purl:huggingface/meta" }, ["llama-7b"]],
    [{ q: "purl:huggingface/mirror" }, ["llama-70b"]],
    [{ q: "pkg:huggingface/mirror/llama@1" }, ["llama-70b"]],
    [{ q: `digest:${HEX}` }, ["llama-7b", "weights.bin"]],
    [{ q: `digest:${HEX.slice(0, 9)} -kind:artifact` }, ["llama-7b"]],
    [{ q: "digest:00000000" }, []],
    [{ disagree: "true" }, ["llama-7b"]],
    [{ kind: "model", q: "owner:ops" }, ["llama-70b"]],
  ])("%j", async (input, names) => {
    expect(await found(input)).toEqual(names);
    expect((await listAssets(ctx, input)).total).toBe(names.length);
  });

  it("refuses a term that is none, by the sentence of the reader", async () => {
    await expect(listAssets(ctx, { q: "colour:red" })).rejects.toMatchObject({
      code: "invalid_input",
      where: "/q",
      message: expect.stringMatching(/^There is no operator colour:/),
    });
  });
});

describe("other orders", () => {
  const page = async (sort: string, limit: number) => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const p = await listAssets(ctx, { sort, limit, ...(cursor ? { cursor } : {}) });
      names.push(...p.rows.map((r) => `${r.name} ${sort === "blast" ? r.downstream : r.sensitiveHops}`));
      cursor = p.next;
    } while (cursor && names.length < 9);
    return names;
  };
  it("go by what is downstream, and by hops to sensitive data, at any length of page", async () => {
    for (const limit of [1, 2, 50]) {
      expect(await page("blast", limit)).toEqual(["llama-70b 9", "llama-7b 5", "100%_sure 5"]);
      expect(await page("sensitive", limit)).toEqual(["100%_sure 0", "llama-7b 2"]);
    }
  });
});

describe("disagreement", () => {
  it("is marked on the asset, with why one word wins", async () => {
    const { facts } = await getAsset(ctx, 1);
    expect(
      facts.filter((f) => f.dispute !== null).map((f) => [f.property, f.value, f.source, f.used, f.dispute]),
    ).toEqual([
      ["license", "mit", "Registry", true, "verified beats observed"],
      ["license", "apache-2.0", "Cluster A", false, "says otherwise"],
    ]);
  });
});

describe("counts of a large list", () => {
  let large: Ctx;
  const N = COUNT_CAP + 500;
  beforeAll(async () => {
    large = await workspace("large");
    const ws = large.workspaceId;
    await pastRuns(large, [1]);
    await run(
      sql`insert into asset(workspace_id, id, first_record, changed_record, h, kind, subtype, ext_key, name, owner, score_tenths, worst_band)
          select ${ws}, i, 1, 1, i, case when i % 10 = 0 then 3 when i % 3 = 0 then 2 else 1 end, 'base', 'k' || i, 'asset ' || i, case when i % 7 = 0 then 'ops' end, case when i % 100 = 1 then 500 end, case when i % 100 = 1 then 3 end
          from generate_series(1, ${N}::int) i`,
    );
    await run(
      sql`insert into asset_obs(workspace_id, source_id, ext_key, asset_id, changed_record, h, class, doc) select ${ws}, 1, 'k' || i, i, 1, i, 3, '{"props":{}}' from generate_series(1, ${N}::int) i`,
    );
  });

  it("stop at 10,000 under filters and say so; without any they are exact, as written", async () => {
    const before = await listAssets(large, { limit: 1 });
    expect(before).toMatchObject({ total: N - N / 10, totalCapped: false });
    const kinds = await listAssets(large, { limit: 1, kind: "model,dataset,artifact" });
    expect(kinds).toMatchObject({ total: COUNT_CAP, totalCapped: true, facetsCapped: true });
    await withTransaction((tx) => writeAssetTally(tx, large));
    const after = await listAssets(large, { limit: 1 });
    expect(after).toMatchObject({ total: N - N / 10, totalCapped: false, facetsCapped: false });
    const exact = await run(
      sql`select kind, count(*)::int as n from asset where workspace_id = ${large.workspaceId} group by 1 order by 2 desc`,
    );
    expect(after.facets.kind.map((f) => f.count)).toEqual(exact.rows.map((r) => r.n));
    expect(after.facets.source).toEqual([{ value: "Registry", label: "Registry", count: N - N / 10 }]);
    expect(after.facets.owner.reduce((n, f) => n + f.count, 0)).toBe(after.total);
    expect(after.facets.band.map((f) => f.count)).toEqual(before.facets.band.map((f) => f.count));
  });

  it("are left alone while the graph's version stands, and written anew when it is raised", async () => {
    const ws = large.workspaceId;
    await run(sql`update asset set owner = 'late' where workspace_id = ${ws} and id = 1`);
    await withTransaction((tx) => writeAssetTally(tx, large));
    expect((await readTally(reader(), large, "asset")).get("owner")?.get("late")).toBeUndefined();
    await run(sql`update workspace set graph_version = graph_version + 1 where id = ${ws}`);
    await withTransaction((tx) => writeAssetTally(tx, large));
    expect((await readTally(reader(), large, "asset")).get("owner")?.get("late")).toBe(1);
  });

  it("pages that begin deep in a tie read one range of the index, not what stands before", async () => {
    let cursor: string | null = null;
    const seen = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const page = await listAssets(large, { limit: 200, ...(cursor ? { cursor } : {}) });
      for (const r of page.rows) seen.add(r.id);
      cursor = page.next;
      if (!cursor) break;
    }
    expect(seen.size).toBe(N - N / 10);
  });
});
