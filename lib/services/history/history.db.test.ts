import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { factEvidenceId } from "@/lib/domain/evidence";
import { type Ctx, reader, systemContext } from "../context";
import { ensureHistoryPartitions, HISTORY_WIDTH, historyPartitions } from "../inventory/history";
import { assetNow, assetThen, edgeRow, pastRuns } from "../testing/past";
import { ensureWorkspace } from "../workspace/workspace";
import { recordAt } from "./record-at";
import { cleaningDue, cleanUp } from "./upkeep";

const KEEP_ALL = { records: 1_000_000, days: 36_000, pageRuns: 1_000 };
let made = 0;
async function workspace(): Promise<Ctx> {
  const { id } = await ensureWorkspace(`history-${process.pid}-${++made}`, "Test");
  return systemContext(id, "Test");
}
const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  (await reader().execute<T>(query)).rows;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (e: { code: string; message: string }) => e,
  );

afterAll(closeDatabase);

describe("partitions of history", () => {
  /** Far from what other suites write. */
  const far = HISTORY_WIDTH * 4_000;
  it("are made ahead, once, however many ask at the same time", async () => {
    await Promise.all([1, 2, 3, 4].map(() => ensureHistoryPartitions(far + 5)));
    const own = (await historyPartitions()).filter((p) => p.from >= far);
    expect(own.map((p) => p.name)).toEqual([
      `asset_version_r${far}`,
      `edge_history_r${far}`,
      `asset_version_r${far + HISTORY_WIDTH}`,
      `edge_history_r${far + HISTORY_WIDTH}`,
    ]);
  });

  it("leave what already lies in the default partition where it is", async () => {
    const ctx = await workspace();
    const to = far * 2 + 3;
    await assetThen(ctx, 1, { from: 1, to, op: "c" }, { name: "early" });
    await ensureHistoryPartitions(to);
    const found = await rows<{ place: string }>(
      sql`select tableoid::regclass::text as place from asset_version where workspace_id = ${ctx.workspaceId}`,
    );
    expect(found).toEqual([{ place: "asset_version_default" }]);
  });
});

describe("a moment of history", () => {
  let ctx: Ctx;
  beforeAll(async () => {
    ctx = await workspace();
    await pastRuns(ctx, [1, 3, 7]);
    await reader().execute(
      sql`insert into run(workspace_id, id, key, source_id, state, at) values (${ctx.workspaceId}, 4, 'run-4', 1, 5, '2026-11-08T12:00:00Z')`,
    );
  });

  it("is named by a run's key, its number, a day or a time", async () => {
    const second = { run: "run-2", runId: 2, record: 2, at: "2026-11-03T12:00:00.000Z" };
    for (const text of [
      "run-2",
      "2",
      " run-2 ",
      "2026-11-03",
      "2026-11-06",
      "2026-11-03T12:00Z",
      "2026-11-03T13:00:00+01:00",
      "2026-11-03T12:00",
    ])
      expect([text, await recordAt(ctx, text)]).toEqual([text, second]);
    for (const text of [null, undefined, "", "now"]) expect(await recordAt(ctx, text)).toBeNull();
  });

  it.each([
    ["yesterday", "invalid_input", "neither a run nor a time"],
    ["2026-02-30", "invalid_input", "neither a run nor a time"],
    ["2026-13-01", "invalid_input", "neither a run nor a time"],
    ["run-9", "invalid_input", "neither a run nor a time"],
    ["9", "not_found", "There is no run 9."],
    ["99999999999999999999", "invalid_input", "neither a run nor a time"],
    ["2026-10-31", "not_found", "the first run, run-1, is of 2026-11-01T12:00:00.000Z"],
    ["run-4", "not_found", "run-4 was never applied"],
  ])("answers %s with one sentence", async (text, code, words) => {
    expect(await refusal(recordAt(ctx, text))).toMatchObject({
      code,
      message: expect.stringContaining(words),
      where: "/asOf",
    });
  });
});

describe("cleaning", () => {
  it("drops history that is older than both settings keep, and says so to who asks for it", async () => {
    const ctx = await workspace();
    const ws = ctx.workspaceId;
    const base = HISTORY_WIDTH * 8_500;
    await pastRuns(ctx, [1, 2, 3]);
    await reader().execute(sql`update run set record = ${base} + (array[1, 600, 1300])[id] where workspace_id = ${ws}`);
    await reader().execute(
      sql`update workspace set next_record = ${base + 1_301}, clock_at = '2026-11-20T00:00:00Z' where id = ${ws}`,
    );
    const own = (names: string[]) => names.filter((n) => Number(n.split("_r")[1]) >= base);
    await ensureHistoryPartitions(base);
    await ensureHistoryPartitions(base + 2 * HISTORY_WIDTH);
    for (const to of [2, 600, 1_100, 1_300])
      await assetThen(ctx, to, { from: 1, to: base + to, op: "c" }, { name: `until ${to}` });
    await edgeRow(ctx, { src: 1, kind: 144, dst: 2, from: 1, to: base + 3 });

    expect(own((await cleanUp(ctx, { ...KEEP_ALL, records: 600 })).partitions)).toEqual([]);
    expect(own((await cleanUp(ctx, { ...KEEP_ALL, days: 5 })).partitions)).toEqual([]);
    const cleaned = await cleanUp(ctx, { ...KEEP_ALL, records: 600, days: 5 });
    expect(cleaned.keptFrom).toBe(base + HISTORY_WIDTH);
    expect(own(cleaned.partitions)).toEqual([`asset_version_r${base}`, `edge_history_r${base}`]);
    expect(
      await rows(sql`select to_record - ${base}::int as n from asset_version where workspace_id = ${ws} order by 1`),
    ).toEqual([{ n: 600 }, { n: 1_100 }, { n: 1_300 }]);
    expect(await recordAt(ctx, "run-2")).toMatchObject({ record: base + 600 });
    expect(await refusal(recordAt(ctx, "run-1"))).toMatchObject({
      code: "not_found",
      message: expect.stringMatching(/^History before run-2 .* is not kept any more/),
    });
  });

  it("keeps another workspace's rows of the same partition", async () => {
    const [old, young] = [await workspace(), await workspace()];
    const base = HISTORY_WIDTH * 9_000;
    await ensureHistoryPartitions(base);
    for (const ctx of [old, young]) await assetThen(ctx, 1, { from: 1, to: base + 5, op: "c" }, { name: "was" });
    await reader().execute(sql`update workspace set next_record = ${base + 5_000} where id = ${old.workspaceId}`);
    const { partitions } = await cleanUp(old, { ...KEEP_ALL, records: 1, days: 1 });
    expect(partitions).not.toContain(`asset_version_r${base}`);
    expect(await rows(sql`select workspace_id as ws from asset_version where to_record = ${base + 5}`)).toEqual([
      { ws: young.workspaceId },
    ]);
  });

  it("keeps every raw page that something names, and lets the others and their bytes go", async () => {
    const ctx = await workspace();
    const ws = ctx.workspaceId;
    await pastRuns(ctx, [1, 2, 3, 4]);
    const pages = {
      newest: 1,
      asset: 2,
      obs: 3,
      edge: 4,
      version: 5,
      edgeHistory: 6,
      finding: 7,
      staged: 8,
      pushed: 9,
      quarantined: 10,
      evidence: 11,
      commented: 12,
      unnamed: 13,
      sameBytes: 14,
      pushDone: 15,
    };
    for (const [name, id] of Object.entries(pages)) {
      const digest = name === "sameBytes" ? "finding" : name;
      await reader().execute(
        sql`insert into raw_blob(workspace_id, digest, media_type, size_bytes, body) values (${ws}, ${digest}, 'text/plain', 1, 'x') on conflict do nothing`,
      );
      await reader().execute(
        sql`insert into raw_page(workspace_id, id, path, digest, source_id) values (${ws}, ${id}, ${`p/${id}`}, ${digest}, 1)`,
      );
      const run = name === "newest" ? 4 : name === "quarantined" ? 2 : 1;
      await reader().execute(sql`insert into run_page(workspace_id, run_id, page_id) values (${ws}, ${run}, ${id})`);
    }
    await assetNow(ctx, 1, { first: 1 }, { name: "a", page: pages.asset });
    await assetThen(ctx, 1, { from: 1, to: 2, op: "c" }, { name: "was", page: pages.version });
    await edgeRow(ctx, { src: 1, kind: 144, dst: 2, from: 1 });
    await edgeRow(ctx, { src: 1, kind: 144, dst: 3, from: 1, to: 2 });
    const id = factEvidenceId(pages.finding, "/components/3");
    await reader().execute(sql`update edge set page_id = ${pages.edge} where workspace_id = ${ws}`);
    await reader().execute(sql`update edge_history set page_id = ${pages.edgeHistory} where workspace_id = ${ws}`);
    await reader().execute(
      sql`insert into asset_obs(workspace_id, source_id, ext_key, asset_id, changed_record, h, class, doc, page_id) values (${ws}, 1, 'k', 1, 1, 1, 1, '{}', ${pages.obs})`,
    );
    await reader().execute(
      sql`insert into finding(workspace_id, id, rule_id, fingerprint, asset_id, fault_line, severity, threat, observation, triage, fix_key, title, message, doc, first_run, changed_run, first_seen_at)
          values (${ws}, 1, 'R', 'f', 1, 1, 1, 1, 3, 1, 'k', 't', 'm', ${JSON.stringify({ evidenceIds: [id], path: [] })}::jsonb, 1, 1, now())`,
    );
    await reader().execute(
      sql`insert into run_staging(workspace_id, run_id, seq, records, page_id) values (${ws}, 4, 1, 1, ${pages.staged})`,
    );
    for (const [upload, state] of [
      ["open", 1],
      ["done", 2],
    ] as const) {
      await reader().execute(
        sql`insert into push_upload(workspace_id, id, source_id, idempotency_key, state, run_id) values (${ws}, ${upload}, 1, ${upload}, ${state}, 1)`,
      );
      await reader().execute(
        sql`insert into push_chunk(workspace_id, upload_id, seq, page_id, first_line, records) values (${ws}, ${upload}, 1, ${upload === "open" ? pages.pushed : pages.pushDone}, 1, 1)`,
      );
    }
    await reader().execute(
      sql`insert into quarantine(workspace_id, run_id, seq, path, pointer, reason, state) values (${ws}, 2, 1, 'p', '', 'r', 1), (${ws}, 1, 1, 'p', '', 'r', 2)`,
    );
    await reader().execute(
      sql`insert into evidence(workspace_id, id, digest, doc) values (${ws}, 'e', 'evidence', '{}')`,
    );
    await reader().execute(
      sql`insert into ticket_comment(workspace_id, id, ticket_id, author_id, text) values (${ws}, gen_random_uuid(), 1, gen_random_uuid(), ${`see ?evidence=${factEvidenceId(pages.commented, "L3")}`})`,
    );

    expect(await cleanUp(ctx, { ...KEEP_ALL, pageRuns: 1 })).toMatchObject({ pages: 3, bodies: 2 });
    const kept = (await rows<{ id: number }>(sql`select id from raw_page where workspace_id = ${ws} order by id`)).map(
      (r) => r.id,
    );
    expect(kept).toEqual(
      Object.values(pages).filter((p) => ![pages.unnamed, pages.sameBytes, pages.pushDone].includes(p)),
    );
    const bodies = (await rows<{ digest: string }>(sql`select digest from raw_blob where workspace_id = ${ws}`)).map(
      (r) => r.digest,
    );
    expect(bodies).toContain("finding");
    expect(bodies).not.toContain("unnamed");
    expect(await cleanUp(ctx, { ...KEEP_ALL, pageRuns: 1 })).toMatchObject({ pages: 0, bodies: 0 });
  });

  it("keeps the newest 50 versions of the change log, and is due again after 50 runs or a day", async () => {
    const ctx = await workspace();
    const ws = ctx.workspaceId;
    await reader().execute(
      sql`insert into graph_change(workspace_id, version, seq, op, src) select ${ws}, v, 1, 3, 1 from generate_series(1, 80) v`,
    );
    await reader().execute(sql`update workspace set graph_version = 80, next_run = 5 where id = ${ws}`);
    expect(await cleaningDue(ctx)).toBe(true);
    expect((await cleanUp(ctx, KEEP_ALL)).changes).toBe(30);
    expect(
      await rows(sql`select min(version) as first, max(version) as last from graph_change where workspace_id = ${ws}`),
    ).toEqual([{ first: 31, last: 80 }]);
    expect(await cleaningDue(ctx)).toBe(false);
    await reader().execute(sql`update workspace set next_run = 55 where id = ${ws}`);
    expect(await cleaningDue(ctx)).toBe(true);
    await reader().execute(sql`update workspace set next_run = 6 where id = ${ws}`);
    await reader().execute(
      sql`update tally set n = n - 1 where workspace_id = ${ws} and list = 'upkeep' and facet = 'day'`,
    );
    expect(await cleaningDue(ctx)).toBe(true);
  });
});
