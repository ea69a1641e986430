import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maliciousTorch, type TestEstate, writeEstate } from "@/lib/pipeline/testing/estate";
import { member } from "@/lib/pipeline/testing/people";
import { connect, freshWorkspace, rows, word } from "@/lib/pipeline/testing/rig";
import { startWorker, type Worker } from "@/lib/pipeline/worker";
import { getAsset } from "./asset/get-asset";
import { listAssets } from "./asset/list-assets";
import { type Ctx, reader } from "./context";
import { getEvidence } from "./evidence/get-evidence";
import { listFindings } from "./finding/list-findings";
import { getRisk } from "./risk/get-risk";
import { listRisks } from "./risk/list-risks";
import { getRun } from "./run/view";
import { getScanLedger } from "./scan/ledger";
import { createSource, removeSource, runSource } from "./source/source";
import { uploadDocument } from "./source/upload";
import { getTicket } from "./ticket/get-ticket";
import { listTickets } from "./ticket/list-tickets";
import { createTicket } from "./ticket/write";

let worker: Worker;
let estate: TestEstate;
let ctx: Ctx;
beforeAll(async () => {
  worker = await startWorker();
  estate = writeEstate();
  // Several of equal rank, so that only the second sort key tells pages apart.
  for (let i = 0; i < 6; i++) estate.put(`models/same-${i}/pytorch_model.bin`, maliciousTorch());
  ctx = await freshWorkspace("lists");
  await connect(ctx, "folder", { path: estate.root, label: "all", host: estate.names.host });
  const analyst = await member(ctx, "analyst");
  const { rows: risks } = await listRisks(ctx, { limit: 200 });
  for (const { id } of risks.slice(0, 8))
    await createTicket(analyst, { fixUnitId: (await getRisk(ctx, id)).fixes[0]?.id ?? "" });
});
afterAll(async () => {
  await worker.stop();
  estate.remove();
});

type Page = { rows: { id: string | number }[]; next: string | null; total: number };
const LISTS: [string, (input: object) => Promise<Page>][] = [
  ["risks", (input) => listRisks(ctx, input)],
  ["assets", (input) => listAssets(ctx, input)],
  ["tickets", (input) => listTickets(ctx, input)],
  ["findings", (input) => listFindings(ctx, input)],
  [
    "scanned files",
    async (input) => {
      const ledger = await getScanLedger(ctx, input);
      return {
        rows: ledger.files.map((f) => ({ id: f.assetId })),
        next: ledger.next,
        total: ledger.totals.files + ledger.totals.notModels,
      };
    },
  ],
];

describe.each(LISTS)("pages of %s", (name, list) => {
  it("hold every row once at any length", async () => {
    const whole = (await list({ limit: 200 })).rows.map((r) => r.id);
    expect(whole.length).toBeGreaterThan(6);
    for (let limit = 1; limit <= 7; limit++) {
      const seen: (string | number)[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ limit, ...(cursor ? { cursor } : {}) });
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        expect(page.total).toBe(whole.length);
        seen.push(...page.rows.map((r) => r.id));
        cursor = page.next ?? undefined;
      } while (cursor && seen.length <= whole.length);
      expect([limit, seen]).toEqual([limit, whole]);
    }
  });

  it("refuse a marker that is not theirs, with a sentence", async () => {
    const of = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const cursor of [
      "x",
      "%00",
      "e30",
      of([1]),
      of([1, 2, 3]),
      of([{}, 1]),
      of(["a", "b"]),
      of([null, 1]),
      of(["a"]),
    ]) {
      const answer = await list({ cursor }).then(
        () => (cursor === of([1]) ? { code: "invalid_input" } : null),
        (error: unknown) => error,
      );
      expect([cursor, answer]).toEqual([cursor, expect.objectContaining({ code: "invalid_input" })]);
    }
  });

  it("end quietly at a marker from beyond the end of the list", async () => {
    const keys = name === "findings" ? [0] : [-9, 2 ** 50];
    const cursor = Buffer.from(JSON.stringify(keys)).toString("base64url");
    expect(await list({ cursor })).toMatchObject({ rows: [], next: null });
  });

  it("refuse a length that is none", async () => {
    for (const limit of [0, -1, 201, 1.5, "x"])
      await expect(list({ limit })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("upkeep", () => {
  it("is done by the worker after the first run, and not again with each", async () => {
    const done = () =>
      rows<{ n: string }>(
        sql`select n::text from tally where workspace_id = ${ctx.workspaceId} and list = 'upkeep' and facet = 'run'`,
      );
    for (let i = 0; i < 200 && (await done()).length === 0; i++) await new Promise((r) => setTimeout(r, 50));
    expect(await done()).toHaveLength(1);
  });
});

describe("facets", () => {
  it("of risks say how many rows the list has", async () => {
    const { facets, total } = await listRisks(ctx, {});
    for (const [param, group] of [
      ["band", facets.band],
      ["line", facets.faultLine],
      ["exposure", facets.exposure],
      ["due", facets.due],
      ["evidence", facets.evidence],
      ["owner", facets.owner],
      ["rule", facets.rule],
    ] as const) {
      expect([param, group.reduce((n, f) => n + f.count, 0)]).toEqual([param, total]);
      for (const { value, count } of group)
        expect([param, value, (await listRisks(ctx, { [param]: value })).total]).toEqual([param, value, count]);
    }
  });

  it("of risks leave their own filter out and keep the others", async () => {
    const all = await listRisks(ctx, {});
    const one = await listRisks(ctx, { rule: "MODEL-001" });
    expect(one.facets.rule).toEqual(all.facets.rule);
    expect(one.facets.faultLine.reduce((n, f) => n + f.count, 0)).toBe(one.total);
  });

  it("of assets and tickets say how many rows the list has", async () => {
    const assets = await listAssets(ctx, {});
    for (const [param, group] of Object.entries(assets.facets))
      for (const { value, count } of group)
        expect([param, value, (await listAssets(ctx, { [param]: value })).total]).toEqual([param, value, count]);
    const tickets = await listTickets(ctx, {});
    for (const [param, group] of Object.entries(tickets.facets))
      for (const { value, count } of group)
        expect([param, value, (await listTickets(ctx, { [param]: value })).total]).toEqual([param, value, count]);
  });

  it("count rightly under a filter for one kind", async () => {
    const files = await listAssets(ctx, { kind: "artifact" });
    expect(files.total).toBeGreaterThan(6);
    expect(files.rows.every((r) => r.kind === "artifact")).toBe(true);
  });
});

it("finds text literally, whatever it holds", async () => {
  expect((await listAssets(ctx, { q: estate.names.bad.slice(2, 8).toUpperCase() })).total).toBe(1);
  for (const q of ["%", "_", "\\", "same-%", "'; drop table asset; --", "\ud800", "\u0000"]) {
    const found = await listAssets(ctx, { q });
    expect([q, found.rows.filter((r) => !`${r.name} ${r.key}`.includes(q))]).toEqual([q, []]);
    await listRisks(ctx, { q });
    await listTickets(ctx, { q });
  }
});

it("answers not_found for what is not there, and in another workspace", async () => {
  const { rows: risks } = await listRisks(ctx, {});
  const { rows: assets } = await listAssets(ctx, {});
  const other = await freshWorkspace("stranger");
  for (const read of [
    () => getRisk(other, risks[0]?.id ?? ""),
    () => getAsset(other, assets[0]?.id ?? 0),
    () => getTicket(other, "1"),
    () => getRun(other, 1),
    () => getRisk(ctx, "999999"),
    () => getRisk(ctx, "1e3"),
    () => getRisk(ctx, "99999999999999999999"),
    () => getTicket(ctx, "x"),
    () => getEvidence(ctx, "0".repeat(64)),
    () => getEvidence(ctx, "\u0000"),
    () => getAsset(ctx, 2 ** 40),
    () => getRun(ctx, 2 ** 40),
  ])
    await expect(read()).rejects.toMatchObject({ code: "not_found" });
  expect((await listRisks(ctx, { asset: 2 ** 40 })).total).toBe(0);
  expect((await listFindings(ctx, { asset: 2 ** 40 })).total).toBe(0);
  expect((await listRisks(other, {})).total).toBe(0);
  expect((await listAssets(other, {})).total).toBe(0);
});

it("says that bytes are gone when no window is kept, and keeps the record", async () => {
  const { rows: risks } = await listRisks(ctx, { rule: "MODEL-001", limit: 1 });
  const risk = await getRisk(ctx, risks[0]?.id ?? "");
  const views = await Promise.all(risk.evidence.map((e) => getEvidence(ctx, e.id)));
  const view = views.find((v) => v.body.kind === "opcodes");
  if (!view) throw new Error("no listing to lose");
  await reader().execute(
    sql`delete from byte_window where workspace_id = ${ctx.workspaceId} and digest = ${view.digest}`,
  );
  const gone = await getEvidence(ctx, view.id);
  expect(gone).toMatchObject({
    ...view,
    body: { kind: "gone", sentence: expect.stringMatching(/no longer kept here/) },
  });
});

describe("writes of sources", () => {
  const last = () =>
    rows<{ action: string }>(
      sql`select action from audit where workspace_id = ${ctx.workspaceId} and entity in ('source', 'run') order by at desc, action limit 2`,
    );

  it("rejects read-only actor", async () => {
    const before = await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`);
    const viewer: Ctx = { ...ctx, role: "viewer" };
    const engineer: Ctx = { ...ctx, role: "engineer" };
    for (const write of [
      () => createSource(viewer, { name: "n", connector: "folder", config: { path: "/x" } }),
      () => createSource({ ...ctx, role: "analyst" }, { name: "n", connector: "folder", config: { path: "/x" } }),
      () => runSource(engineer, 1),
      () => removeSource({ ...ctx, role: "analyst" }, 1),
      () => uploadDocument(engineer, { name: "a.json", bytes: Buffer.from("{}") }),
    ])
      await expect(write()).rejects.toMatchObject({ code: "forbidden" });
    expect(await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`)).toEqual(before);
  });

  it("say what is missing", async () => {
    await expect(createSource(ctx, { name: " ", connector: "folder" })).rejects.toMatchObject({
      where: "/name",
      message: "A source needs a name.",
    });
    await expect(createSource(ctx, { name: "n", connector: word() })).rejects.toMatchObject({ where: "/connector" });
    await expect(createSource(ctx, { name: "n", connector: "folder", config: { path: "  " } })).rejects.toMatchObject({
      code: "invalid_input",
      where: "/config/path",
    });
    await expect(runSource(ctx, 4_711)).rejects.toMatchObject({ code: "not_found" });
    await expect(removeSource(ctx, 4_711)).rejects.toMatchObject({ code: "not_found" });
  });

  it("leave their audit rows, and queue one run however often it is asked for", async () => {
    const folder = word();
    estate.put(`${folder}/note.txt`, "nothing");
    const idle = await freshWorkspace("queue");
    await worker.stop();
    try {
      const made = await createSource(idle, {
        name: folder,
        connector: "folder",
        config: { path: `${estate.root}/${folder}` },
      });
      expect(await runSource(idle, made.sourceId)).toEqual({ runId: made.runId });
      expect(await runSource(idle, made.sourceId)).toEqual({ runId: made.runId });
      const audit = await rows(
        sql`select action from audit where workspace_id = ${idle.workspaceId} and entity in ('source', 'run') order by action`,
      );
      expect(audit).toEqual([{ action: "run.start" }, { action: "source.create" }]);
    } finally {
      worker = await startWorker();
    }
    expect((await last()).length).toBe(2);
  });

  it("take an upload under its name, once", async () => {
    process.env.FAULTLINE_DATA_DIR = estate.root;
    const made = "0".repeat(150);
    const bytes = Buffer.from(
      JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [] }),
    );
    const first = await uploadDocument(ctx, { name: ` ../../${made}.json`, bytes });
    const second = await uploadDocument(ctx, { name: `${made}.json`, bytes });
    expect(first.refused).toBeNull();
    expect(second.sourceId).toBe(first.sourceId);
    expect((await uploadDocument(ctx, { name: "x", bytes: Buffer.from("{") })).refused).toMatch(/\S/);
    delete process.env.FAULTLINE_DATA_DIR;
  });
});
