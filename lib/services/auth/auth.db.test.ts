import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { freshWorkspace, rows, word } from "@/lib/pipeline/testing/rig";
import { type Ctx, reader } from "../context";
import {
  completeSetup,
  createPerson,
  createSetupLink,
  createSignInLink,
  listMembers,
  setRole,
  setupNeeded,
} from "./people";
import { sessionContext, signInWithLink, signInWithPassword } from "./sign-in";

const address = () => `${word()}@${word()}.example`;
const PASSWORD = "correct horse battery";

let ctx: Ctx;
let email = "";
beforeAll(async () => {
  ctx = await freshWorkspace("auth");
});

const audits = (action: string) =>
  rows<{ actor: string; entity_id: string }>(
    sql`select actor, entity_id from audit where workspace_id = ${ctx.workspaceId} and action = ${action} order by at`,
  );

describe("set-up", () => {
  it("works once, with the newest link alone, and writes who came in", async () => {
    expect(await setupNeeded(ctx.workspaceId)).toBe(true);
    const older = await createSetupLink(ctx);
    const token = await createSetupLink(ctx);
    email = address();
    const input = { token, name: "First Admin", email: email.toUpperCase(), password: PASSWORD };
    await expect(completeSetup({ ...input, password: "short" })).rejects.toMatchObject({
      code: "invalid_input",
      where: "/password",
    });
    await expect(completeSetup({ ...input, token: older })).rejects.toMatchObject({ code: "forbidden" });
    expect(await completeSetup(input)).toEqual({ email });
    await expect(completeSetup({ ...input, email: address() })).rejects.toMatchObject({ code: "forbidden" });
    expect(await setupNeeded(ctx.workspaceId)).toBe(false);
    await expect(createSetupLink(ctx)).rejects.toMatchObject({ code: "conflict" });
    expect((await audits("person.create")).map((a) => a.actor)).toEqual(["First Admin"]);
  });

  it("keeps neither token nor password", async () => {
    const kept = await rows<{ doc: string }>(
      sql`select coalesce(password_hash, '') as doc from person where email = ${email}`,
    );
    expect(kept[0]?.doc).toMatch(/^scrypt\$65536\$8\$1\$/);
    expect(kept[0]?.doc).not.toContain(PASSWORD);
  });
});

describe("a password", () => {
  it("lets in whoever has it, and nobody else, without saying which half was wrong", async () => {
    const inside = await signInWithPassword({ email: ` ${email.toUpperCase()} `, password: PASSWORD });
    expect(inside).toMatchObject({ email, name: "First Admin" });
    expect(await signInWithPassword({ email, password: `${PASSWORD}!` })).toBeNull();
    expect(await signInWithPassword({ email: address(), password: PASSWORD })).toBeNull();
    expect(await signInWithPassword({ email: "no address", password: PASSWORD })).toBeNull();
    expect(await audits("person.sign_in")).toHaveLength(1);
  });

  it("locks the account after five wrong ones, and says so even to the right one", async () => {
    const other = address();
    await createPerson(ctx, { name: "Locked", email: other, role: "viewer" });
    await reader().execute(
      sql`update person set password_hash = (select password_hash from person where email = ${email}) where email = ${other}`,
    );
    for (let i = 0; i < 4; i++) expect(await signInWithPassword({ email: other, password: "wrong" })).toBeNull();
    expect(await signInWithPassword({ email: other, password: PASSWORD })).not.toBeNull();
    for (let i = 0; i < 5; i++) expect(await signInWithPassword({ email: other, password: "wrong" })).toBeNull();
    await expect(signInWithPassword({ email: other, password: PASSWORD })).rejects.toMatchObject({
      code: "limit",
      message: expect.stringMatching(/locked.*15 minutes/),
    });
    expect((await listMembers(ctx)).find((m) => m.email === other)?.lockedUntil).not.toBeNull();
    expect(await audits("person.locked")).toHaveLength(1);
    await reader().execute(sql`update person set locked_until = now() - interval '1 second' where email = ${other}`);
    expect(await signInWithPassword({ email: other, password: PASSWORD })).not.toBeNull();
  });

  it("counts guesses that come at once one by one", async () => {
    const other = address();
    await createPerson(ctx, { name: "Raced", email: other, role: "viewer" });
    await Promise.all([1, 2, 3].map(() => signInWithPassword({ email: other, password: "wrong" })));
    const [row] = await rows<{ failures: number }>(sql`select failures from person where email = ${other}`);
    expect(row?.failures).toBe(3);
  });
});

describe("a sign-in link", () => {
  it("works once", async () => {
    const other = address();
    await createPerson(ctx, { name: "Linked", email: other, role: "engineer" });
    const token = await createSignInLink(ctx, ` ${other.toUpperCase()}`);
    expect(await signInWithLink(token)).toMatchObject({ email: other });
    expect(await signInWithLink(token)).toBeNull();
    expect(await signInWithLink(`${token}x`)).toBeNull();
  });

  it("is used by one of two who come at once", async () => {
    const token = await createSignInLink(ctx, email);
    const both = await Promise.all([signInWithLink(token), signInWithLink(token)]);
    expect(both.filter((s) => s !== null)).toHaveLength(1);
  });

  it("is worthless when it is too old, and for nobody", async () => {
    const token = await createSignInLink(ctx, email);
    await reader().execute(
      sql`update one_time_link set expires_at = now() - interval '1 second' where workspace_id = ${ctx.workspaceId} and used_at is null`,
    );
    expect(await signInWithLink(token)).toBeNull();
    await expect(createSignInLink(ctx, address())).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("people", () => {
  it("keep the last admin, and one account an address", async () => {
    const me = (await listMembers(ctx)).find((m) => m.email === email);
    const other = address();
    await expect(setRole(ctx, { personId: me?.id, role: "viewer" })).rejects.toMatchObject({
      code: "conflict",
      message: "The last admin cannot step down: name another admin first.",
    });
    const { id } = await createPerson(ctx, { name: "Second", email: other, role: "viewer" });
    await expect(createPerson(ctx, { name: "Twin", email: other, role: "viewer" })).rejects.toMatchObject({
      code: "conflict",
    });
    await setRole(ctx, { personId: id, role: "admin" });
    await setRole(ctx, { personId: me?.id, role: "viewer" });
    await expect(setRole(ctx, { personId: id, role: "viewer" })).rejects.toMatchObject({ code: "conflict" });
    await setRole(ctx, { personId: me?.id, role: "admin" });
    expect(await audits("person.role")).toHaveLength(3);
  });

  it("lose their session when the epoch rises, and feel a new role at once", async () => {
    const other = address();
    const { id } = await createPerson(ctx, { name: "Epoch", email: other, role: "viewer" });
    const session = await signInWithLink(await createSignInLink(ctx, other));
    if (!session) throw new Error("the link did not work");
    expect(await sessionContext(session)).toMatchObject({ role: "viewer", workspaceId: ctx.workspaceId });
    await setRole(ctx, { personId: id, role: "analyst" });
    expect(await sessionContext(session)).toMatchObject({ role: "analyst" });
    await reader().execute(sql`update person set session_epoch = session_epoch + 1 where id = ${id}`);
    expect(await sessionContext(session)).toBeNull();
  });

  it("of another workspace are none of ours", async () => {
    const theirs = await freshWorkspace("others");
    const { id } = await createPerson(theirs, { name: "Theirs", email: address(), role: "viewer" });
    await expect(setRole(ctx, { personId: id, role: "admin" })).rejects.toMatchObject({ code: "not_found" });
    expect((await listMembers(ctx)).map((m) => m.id)).not.toContain(id);
  });
});

it("rejects read-only actor", async () => {
  const viewer: Ctx = { ...ctx, role: "viewer" };
  const before = await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`);
  for (const write of [
    () => createSetupLink(viewer),
    () => createPerson(viewer, { name: "No", email: address(), role: "viewer" }),
    () => createSignInLink(viewer, email),
    () => setRole(viewer, { personId: crypto.randomUUID(), role: "viewer" }),
  ])
    await expect(write()).rejects.toMatchObject({ code: "forbidden" });
  expect(await rows(sql`select count(*) from audit where workspace_id = ${ctx.workspaceId}`)).toEqual(before);
});
