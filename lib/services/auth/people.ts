import "server-only";
import { randomBytes } from "node:crypto";
import { and, asc, count, eq, gt, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ROLES } from "@/db/enums";
import { membership, oneTimeLink, person } from "@/db/schema";
import { wordOf } from "@/lib/domain/codes";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import type { MemberRow } from "@/lib/domain/views/work-views";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, systemContext, withTransaction } from "../context";
import { parseInput } from "../input";
import { hashPassword } from "./password";
import { PersonInput, RoleInput, SetupInput } from "./schemas";

const LINK_HOURS = { setup: 24, sign_in: 12 } as const;

async function writeLink(
  tx: Transaction,
  ctx: Ctx,
  purpose: keyof typeof LINK_HOURS,
  personId: string | null,
): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  await tx.insert(oneTimeLink).values({
    tokenHash: sha256Hex(token),
    workspaceId: ctx.workspaceId,
    purpose,
    personId,
    expiresAt: sql`now() + make_interval(hours => ${LINK_HOURS[purpose]})`,
  });
  await emitAudit(tx, ctx, {
    action: "person.link",
    entity: "person",
    entityId: personId ?? purpose,
    detail: { purpose },
  });
  return token;
}

/** True until the first admin exists: the only time a set-up link may be made. */
export async function setupNeeded(workspaceId: number): Promise<boolean> {
  const [row] = await reader()
    .select({ n: count() })
    .from(membership)
    .where(and(eq(membership.workspaceId, workspaceId), eq(membership.role, ROLES.admin)));
  return row?.n === 0;
}

/** A fresh set-up token; older unused ones die. The token is returned once and only its digest is kept. */
export async function createSetupLink(ctx: Ctx): Promise<string> {
  requireScope(ctx, "admin");
  if (!(await setupNeeded(ctx.workspaceId))) {
    throw new FaultlineError(
      "conflict",
      "Faultline is set up already: sign in, or make a link with `faultline user link`.",
    );
  }
  return withTransaction(async (tx) => {
    await tx
      .delete(oneTimeLink)
      .where(and(eq(oneTimeLink.workspaceId, ctx.workspaceId), eq(oneTimeLink.purpose, "setup")));
    return writeLink(tx, ctx, "setup", null);
  });
}

/** First run: turns a set-up link into the first admin. The link is used up in the same transaction. */
export async function completeSetup(input: unknown): Promise<{ email: string }> {
  const { token, name, email, password } = parseInput(SetupInput, input);
  const passwordHash = await hashPassword(password);
  return withTransaction(async (tx) => {
    const [link] = await tx
      .update(oneTimeLink)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(oneTimeLink.tokenHash, sha256Hex(token)),
          eq(oneTimeLink.purpose, "setup"),
          isNull(oneTimeLink.usedAt),
          gt(oneTimeLink.expiresAt, sql`now()`),
        ),
      )
      .returning();
    if (!link) {
      throw new FaultlineError(
        "forbidden",
        "This set-up link is used up or too old. Start Faultline again: it prints a new one.",
      );
    }
    // An admin may have come in another way since the link was printed: then it makes no second one.
    if (!(await setupNeeded(link.workspaceId)))
      throw new FaultlineError("conflict", "Faultline is set up already: sign in, or ask an admin for a link.");
    const ctx = systemContext(link.workspaceId, name);
    requireScope(ctx, "admin");
    await writePerson(tx, ctx, { name, email, role: "admin", passwordHash });
    return { email };
  });
}

async function writePerson(
  tx: Transaction,
  ctx: Ctx,
  p: { name: string; email: string; role: keyof typeof ROLES; passwordHash: string | null },
): Promise<string> {
  const [row] = await tx
    .insert(person)
    .values({ name: p.name, email: p.email, passwordHash: p.passwordHash })
    .onConflictDoNothing({ target: person.email })
    .returning({ id: person.id });
  if (!row) throw new FaultlineError("conflict", `${p.email} has an account already.`, "email");
  await tx.insert(membership).values({ workspaceId: ctx.workspaceId, personId: row.id, role: ROLES[p.role] });
  await emitAudit(tx, ctx, { action: "person.create", entity: "person", entityId: row.id, detail: { role: p.role } });
  return row.id;
}

/** Adds a person without a password; they come in by a one-time link. Admin only. */
export async function createPerson(ctx: Ctx, input: unknown): Promise<{ id: string }> {
  requireScope(ctx, "admin");
  const p = parseInput(PersonInput, input);
  return withTransaction(async (tx) => ({ id: await writePerson(tx, ctx, { ...p, passwordHash: null }) }));
}

/** A one-time sign-in link for a person, by e-mail address. Admin only. */
export async function createSignInLink(ctx: Ctx, email: string): Promise<string> {
  requireScope(ctx, "admin");
  return withTransaction(async (tx) => {
    const [row] = await tx
      .select({ id: person.id })
      .from(person)
      .innerJoin(membership, and(eq(membership.personId, person.id), eq(membership.workspaceId, ctx.workspaceId)))
      .where(eq(person.email, email.trim().toLowerCase()));
    if (!row) throw new FaultlineError("not_found", `Nobody here has the address ${email}.`, "email");
    return writeLink(tx, ctx, "sign_in", row.id);
  });
}

/** Changes a person's role. The last admin keeps theirs: somebody must be able to change it back. */
export async function setRole(ctx: Ctx, input: unknown): Promise<void> {
  requireScope(ctx, "admin");
  const { personId, role } = parseInput(RoleInput, input);
  await withTransaction(async (tx) => {
    const admins = await tx
      .select({ id: membership.personId })
      .from(membership)
      .where(and(eq(membership.workspaceId, ctx.workspaceId), eq(membership.role, ROLES.admin)))
      .for("update");
    if (role !== "admin" && admins.length === 1 && admins[0]?.id === personId) {
      throw new FaultlineError("conflict", "The last admin cannot step down: name another admin first.");
    }
    const changed = await tx
      .update(membership)
      .set({ role: ROLES[role] })
      .where(and(eq(membership.workspaceId, ctx.workspaceId), eq(membership.personId, personId)))
      .returning({ id: membership.personId });
    if (changed.length === 0) throw new FaultlineError("not_found", "That person is not a member here.");
    await emitAudit(tx, ctx, { action: "person.role", entity: "person", entityId: personId, detail: { role } });
  });
}

/** Everyone in the workspace, by name. */
export async function listMembers(ctx: Ctx): Promise<MemberRow[]> {
  requireScope(ctx, "viewer");
  const rows = await reader()
    .select({ p: person, role: membership.role })
    .from(membership)
    .innerJoin(person, eq(person.id, membership.personId))
    .where(eq(membership.workspaceId, ctx.workspaceId))
    .orderBy(asc(person.name));
  return rows.map(({ p, role }) => ({
    id: p.id,
    name: p.name,
    email: p.email,
    role: wordOf(ROLES, role),
    lockedUntil: p.lockedUntil?.toISOString() ?? null,
    createdAt: p.createdAt.toISOString(),
  }));
}
