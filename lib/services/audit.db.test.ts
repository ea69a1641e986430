import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RUN_STATES } from "@/db/enums";
import { type TestEstate, writeEstate } from "@/lib/pipeline/testing/estate";
import { member } from "@/lib/pipeline/testing/people";
import { connect, freshWorkspace, rows, withWorker, word } from "@/lib/pipeline/testing/rig";
import { createPerson, createSetupLink, createSignInLink, setRole } from "./auth/people";
import { signInWithLink } from "./auth/sign-in";
import { type Ctx, reader } from "./context";
import { triageFinding } from "./finding/triage";
import { startPush } from "./push/start";
import { getRisk } from "./risk/get-risk";
import { listRisks } from "./risk/list-risks";
import { releaseRun } from "./run/run";
import { createSource, removeSource, runSource } from "./source/source";
import { getTicket } from "./ticket/get-ticket";
import { assignTicket, commentTicket, createTicket, setTicketDue, setTicketState } from "./ticket/write";
import { createToken, revokeToken } from "./token/token";

let estate: TestEstate;
let ctx: Ctx;
let analyst: Awaited<ReturnType<typeof member>>;
let sourceId = 0;
let heldRun = 0;
let link = "";
beforeAll(async () => {
  estate = writeEstate();
  ctx = await freshWorkspace("audit");
  sourceId = (await withWorker(() => connect(ctx, "folder", { path: `${estate.root}/laptop`, label: "l" }))).sourceId;
  analyst = await member(ctx, "analyst");
  heldRun = (await runSource(ctx, sourceId)).runId;
  await reader().execute(
    sql`update run set state = ${RUN_STATES.held} where workspace_id = ${ctx.workspaceId} and id = ${heldRun}`,
  );
  link = await createSignInLink(ctx, analyst.actor.kind === "person" ? analyst.actor.email : "");
});
afterAll(async () => {
  await reader().execute(sql`drop trigger if exists refuse_audit on audit`);
  await reader().execute(sql`delete from graphile_worker._private_jobs where key like ${`run/${ctx.workspaceId}/%`}`);
  estate.remove();
});

const TABLES = ["source", "run", "ticket", "ticket_comment", "finding", "membership", "one_time_link", "workspace"];

/** Every row that a verb could write, and the jobs it could queue. */
async function everything() {
  const state: Record<string, unknown> = {};
  for (const table of TABLES) {
    const key = sql.identifier(table === "workspace" ? "id" : "workspace_id");
    state[table] = await rows(
      sql`select md5(t::text) as h from ${sql.identifier(table)} t where t.${key} = ${ctx.workspaceId} order by 1`,
    );
  }
  state.people = await rows(sql`select count(*)::int as n from person`);
  state.jobs = await rows(
    sql`select key from graphile_worker.jobs where key like ${`run/${ctx.workspaceId}/%`} order by 1`,
  );
  return state;
}

it("is in the same transaction as the change: where it cannot be written, nothing is", async () => {
  const risk = await getRisk(ctx, (await listRisks(ctx, {})).rows[0]?.id ?? "");
  const fixUnitId = risk.fixes[0]?.id ?? "";
  const { id: ticketId } = await createTicket(analyst, { fixUnitId });
  const { version } = await getTicket(ctx, ticketId);
  const email = `${word()}@${word()}.example`;
  const other = await createPerson(ctx, { name: "Other", email, role: "viewer" });
  const own = { ticketId, version };
  const spare = await freshUnit(fixUnitId);
  const tokenId = (await createToken(ctx, { name: "other", scopes: ["read"] })).row.id;
  const verbs: [string, () => Promise<unknown>][] = [
    ["source.create", () => createSource(ctx, { name: "n", connector: "folder", config: { path: "/x" } })],
    ["run.start", () => runSource(ctx, sourceId)],
    ["source.remove", () => removeSource(ctx, sourceId)],
    ["run.release", () => releaseRun(ctx, heldRun)],
    ["person.create", () => createPerson(ctx, { name: "New", email: `x${email}`, role: "viewer" })],
    ["person.link", () => createSignInLink(ctx, email)],
    ["person.link", () => createSetupLink(ctx)],
    ["person.role", () => setRole(ctx, { personId: other.id, role: "analyst" })],
    ["person.sign_in", () => signInWithLink(link)],
    ["token.create", () => createToken(ctx, { name: "ci", scopes: ["read"] })],
    ["token.revoke", () => revokeToken(ctx, tokenId)],
    ["push.start", () => startPush(ctx, { source: "pushed", key: "k" })],
    ["finding.triage", () => triageFinding(analyst, { findingId: risk.findingId, triage: "confirmed" })],
    ["ticket.create", () => createTicket(analyst, { fixUnitId: spare })],
    ["ticket.assign", () => assignTicket(analyst, { ...own, assigneeId: analyst.personId })],
    ["ticket.due", () => setTicketDue(analyst, { ...own, dueAt: "2031-01-01T00:00:00Z" })],
    ["ticket.state", () => setTicketState(analyst, { ...own, state: "in_progress" })],
    ["ticket.comment", () => commentTicket(analyst, { ticketId, text: "words" })],
  ];
  await reader().execute(
    sql`create or replace function refuse_audit() returns trigger language plpgsql as $$ begin raise exception 'no audit'; end $$`,
  );
  await reader().execute(
    sql.raw(
      `create trigger refuse_audit before insert on audit for each row when (new.workspace_id = ${ctx.workspaceId}) execute function refuse_audit()`,
    ),
  );
  const before = await everything();
  for (const [action, verb] of verbs) {
    await expect(verb(), action).rejects.toThrow();
    expect([action, await everything()]).toEqual([action, before]);
  }
  await reader().execute(sql`drop trigger refuse_audit on audit`);
  // And with it each of them is written, once and under its name.
  for (const [action, verb] of verbs.filter(([name]) => !name.startsWith("ticket.") && name !== "source.remove")) {
    const count = () =>
      rows<{ n: number }>(
        sql`select count(*)::int as n from audit where workspace_id = ${ctx.workspaceId} and action = ${action}`,
      );
    const [was] = await count();
    await verb();
    const [is] = await count();
    expect([action, is?.n]).toEqual([action, (was?.n ?? 0) + 1]);
  }
});

/** A second fix to open a ticket for. */
async function freshUnit(like: string): Promise<string> {
  const [made] = await rows<{ id: string }>(
    sql`insert into fix_unit(workspace_id, id, key, title, steps, first_run)
        select workspace_id, 900, 'spare', title, steps, first_run from fix_unit where workspace_id = ${ctx.workspaceId} and id = ${like} returning id::text`,
  );
  return made?.id ?? "";
}
