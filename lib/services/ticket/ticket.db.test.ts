import { rmSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanWeights, maliciousTorch, type TestEstate, writeEstate } from "@/lib/pipeline/testing/estate";
import { member } from "@/lib/pipeline/testing/people";
import { again, connect, freshWorkspace, rows } from "@/lib/pipeline/testing/rig";
import { startWorker, type Worker } from "@/lib/pipeline/worker";
import type { Ctx } from "../context";
import { triageFinding } from "../finding/triage";
import { getRisk } from "../risk/get-risk";
import { listRisks } from "../risk/list-risks";
import { removeSource } from "../source/source";
import { getTicket } from "./get-ticket";
import { listTickets } from "./list-tickets";
import { assignTicket, commentTicket, createTicket, setTicketDue, setTicketState } from "./write";

let worker: Worker;
let estate: TestEstate;
let ctx: Ctx;
let analyst: Awaited<ReturnType<typeof member>>;
let engineer: Awaited<ReturnType<typeof member>>;
let viewer: Awaited<ReturnType<typeof member>>;
let sourceId = 0;
let bad = "";
beforeAll(async () => {
  worker = await startWorker();
  estate = writeEstate();
  ctx = await freshWorkspace("tickets");
  bad = `models/${estate.names.bad}`;
  ({ sourceId } = await connect(ctx, "folder", { path: estate.root, label: "all" }));
  analyst = await member(ctx, "analyst");
  engineer = await member(ctx, "engineer");
  viewer = await member(ctx, "viewer");
});
afterAll(async () => {
  await worker.stop();
  estate.remove();
});

async function riskOf(rule: string, status: "open" | "closed" = "open") {
  const { rows: found } = await listRisks(ctx, { rule, status });
  return getRisk(ctx, found[0]?.id ?? "");
}
const fixOf = async (rule: string) => (await riskOf(rule)).fixes[0]?.id ?? "";
const ticketOf = async (rule: string) => createTicket(analyst, { fixUnitId: await fixOf(rule) });
const lastAudit = async (entityId: string) =>
  (
    await rows<{ action: string; actor: string }>(
      sql`select action, actor from audit where workspace_id = ${ctx.workspaceId} and entity = 'ticket' and entity_id = ${entityId} order by at desc limit 1`,
    )
  )[0];

it("is one for one fix, however often and however fast it is asked for", async () => {
  const fixUnitId = await fixOf("MODEL-001");
  const made = await Promise.all([1, 2, 3].map(() => createTicket(analyst, { fixUnitId })));
  expect(new Set(made.map((m) => m.id)).size).toBe(1);
  expect(made.filter((m) => m.created)).toHaveLength(1);
  expect(await createTicket(analyst, { fixUnitId })).toEqual({ id: made[0]?.id, created: false });
  expect((await listTickets(ctx, {})).total).toBe(1);
  const detail = await getTicket(ctx, made[0]?.id ?? "");
  expect(detail).toMatchObject({ state: "open", seen: { state: "still_there" }, assignee: null });
  expect(detail.steps.length).toBeGreaterThan(0);
  expect((await riskOf("MODEL-001")).ticket).toEqual({ id: made[0]?.id, state: "open" });
  await expect(createTicket(analyst, { fixUnitId: "999999" })).rejects.toMatchObject({ code: "not_found" });
  await expect(createTicket(analyst, { fixUnitId: "1; drop" })).rejects.toMatchObject({ code: "not_found" });
});

it("lets the later of two writers reload instead of overwriting", async () => {
  const { id } = await ticketOf("MODEL-001");
  const { version } = await getTicket(ctx, id);
  await assignTicket(analyst, { ticketId: id, assigneeId: engineer.personId, version });
  expect(await lastAudit(id)).toEqual({ action: "ticket.assign", actor: analyst.actor.name });
  expect(await getTicket(ctx, id)).toMatchObject({ state: "assigned", assignee: { id: engineer.personId } });
  const stale = { ticketId: id, version };
  const writes = [
    () => assignTicket(analyst, { ...stale, assigneeId: null }),
    () => setTicketState(analyst, { ...stale, state: "in_progress" }),
    () => setTicketDue(analyst, { ...stale, dueAt: null }),
  ];
  const audit = await lastAudit(id);
  for (const write of writes)
    await expect(write()).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/Reload/) });
  expect(await lastAudit(id)).toEqual(audit);
  const stranger = await member(await freshWorkspace("elsewhere"), "engineer");
  await expect(
    assignTicket(analyst, { ticketId: id, assigneeId: stranger.personId, version: version + 1 }),
  ).rejects.toMatchObject({ code: "invalid_input", where: "/assigneeId" });
});

it("lets engineers move their own tickets alone, and only to what people may say", async () => {
  const { id } = await ticketOf("MODEL-001");
  const other = await ticketOf("PLUGIN-005");
  const at = async (ticketId: string) => ({ ticketId, version: (await getTicket(ctx, ticketId)).version });
  await setTicketState(engineer, { ...(await at(id)), state: "in_progress" });
  await expect(setTicketState(engineer, { ...(await at(other.id)), state: "in_progress" })).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringMatching(/assigned to them/),
  });
  for (const state of ["proven_fixed", "reopened", "verifying", "gone", "accepted"])
    await expect(setTicketState(analyst, { ...(await at(id)), state })).rejects.toMatchObject({
      code: "invalid_input",
      where: "/state",
      message: expect.stringMatching(/never set by hand/),
    });
  await setTicketDue(analyst, { ...(await at(id)), dueAt: "2030-01-02T00:00:00Z" });
  await commentTicket(engineer, { ticketId: id, text: "On it \u0000\ud800 <b>now</b>" });
  const detail = await getTicket(ctx, id);
  expect(detail).toMatchObject({ state: "in_progress", dueAt: "2030-01-02T00:00:00.000Z" });
  expect(detail.comments).toMatchObject([{ author: engineer.actor.name, text: "On it \ufffd\ufffd <b>now</b>" }]);
  expect(detail.history[0]).toMatchObject({ text: "commented" });
  await expect(commentTicket(ctx, { ticketId: id, text: "machine" })).rejects.toMatchObject({ code: "forbidden" });
  expect((await listTickets(engineer, { assignee: "me" })).rows.map((r) => r.id)).toEqual([id]);
  expect((await listTickets(ctx, { assignee: "none" })).rows.map((r) => r.id)).toEqual([other.id]);
});

it("rejects read-only actor", async () => {
  const { id } = await ticketOf("MODEL-001");
  const { version } = await getTicket(viewer, id);
  const before = await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`);
  const writes = [
    () => createTicket(viewer, { fixUnitId: "1" }),
    () => assignTicket(viewer, { ticketId: id, assigneeId: null, version }),
    () => setTicketState(viewer, { ticketId: id, state: "open", version }),
    () => setTicketDue(viewer, { ticketId: id, dueAt: null, version }),
    () => commentTicket(viewer, { ticketId: id, text: "no" }),
    () => triageFinding(viewer, { findingId: "1", triage: "confirmed" }),
    () => createTicket(engineer, { fixUnitId: "1" }),
    () => assignTicket(engineer, { ticketId: id, assigneeId: null, version }),
    () => triageFinding(engineer, { findingId: "1", triage: "confirmed" }),
  ];
  for (const write of writes) await expect(write()).rejects.toMatchObject({ code: "forbidden" });
  expect(await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`)).toEqual(before);
});

describe("proof", () => {
  it("comes from a rescan after the fix, never from the claim", async () => {
    const { id } = await ticketOf("MODEL-001");
    await setTicketState(engineer, {
      ticketId: id,
      version: (await getTicket(ctx, id)).version,
      state: "fix_claimed",
    });
    const claimed = await again(ctx, sourceId);
    expect(claimed.state).toBe("applied");
    // Still there: the claim is answered.
    expect(await getTicket(ctx, id)).toMatchObject({ state: "reopened", seen: { state: "still_there" } });
    rmSync(`${estate.root}/${bad}/pytorch_model.bin`);
    estate.put(`${bad}/model.safetensors`, cleanWeights());
    await again(ctx, sourceId);
    const gone = await getTicket(ctx, id);
    expect(["proven_fixed", "gone"]).toContain(gone.state);
    expect((await listRisks(ctx, { rule: "MODEL-001" })).total).toBe(0);
  });

  it("of a launcher that got its version names the run that looked", async () => {
    const { id } = await ticketOf("PLUGIN-005");
    estate.put(
      "laptop/.mcp.json",
      JSON.stringify({
        mcpServers: { [estate.names.plugin]: { command: "npx", args: ["-y", `${estate.names.package}@1.2.3`] } },
      }),
    );
    const run = await again(ctx, sourceId);
    const fixed = await getTicket(ctx, id);
    expect(fixed).toMatchObject({ state: "proven_fixed", seen: { state: "proven_fixed" } });
    expect(fixed.seen.sentence).toBe(`${run.key} looked again and it is gone.`);
    expect(fixed.history[0]?.text).toBe(`looked again in ${run.key}: Proven fixed`);
  });

  it("is taken back when it is seen again", async () => {
    const { rows: proven } = await listTickets(ctx, { state: "proven_fixed" });
    const id = proven.find((t) => t.asset?.name === estate.names.plugin)?.id ?? "";
    estate.put(
      "laptop/.mcp.json",
      JSON.stringify({ mcpServers: { [estate.names.plugin]: { command: "npx", args: ["-y", estate.names.package] } } }),
    );
    await again(ctx, sourceId);
    expect(await getTicket(ctx, id)).toMatchObject({ state: "reopened", seen: { state: "still_there" } });
    const risk = await riskOf("PLUGIN-005");
    expect(risk.history.map((h) => h.text).join()).toMatch(/saw it again/);
  });

  it("is not claimed for what merely went away", async () => {
    estate.put(`${bad}/again/pytorch_model.bin`, maliciousTorch());
    await again(ctx, sourceId);
    const { id, created } = await ticketOf("MODEL-001");
    expect(created).toBe(true);
    await removeSource(ctx, sourceId);
    await again(ctx, sourceId).catch(() => {});
    expect(await getTicket(ctx, id)).toMatchObject({ state: "gone", seen: { state: "gone_from_sight" } });
  });
});

it("keeps a false positive out of the ranking from the next run on", async () => {
  const other = await freshWorkspace("triage");
  const { sourceId: again1 } = await connect(other, "folder", { path: `${estate.root}/laptop`, label: "l" });
  const { rows: found } = await listRisks(other, { rule: "PLUGIN-005" });
  const risk = await getRisk(other, found[0]?.id ?? "");
  const judge = await member(other, "analyst");
  await triageFinding(judge, { findingId: risk.findingId, triage: "false_positive" });
  expect((await getRisk(other, risk.id)).history[0]).toMatchObject({
    actor: judge.actor.name,
    text: "judged it false positive",
  });
  await again(other, again1);
  expect((await listRisks(other, { rule: "PLUGIN-005" })).total).toBe(0);
  await triageFinding(judge, { findingId: risk.findingId, triage: "confirmed" });
  await again(other, again1);
  expect((await listRisks(other, { rule: "PLUGIN-005" })).total).toBe(1);
  await expect(triageFinding(judge, { findingId: "77777", triage: "new" })).rejects.toMatchObject({
    code: "not_found",
  });
});
