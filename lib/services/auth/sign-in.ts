import "server-only";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { ROLES } from "@/db/enums";
import { membership, oneTimeLink, person } from "@/db/schema";
import { wordOf } from "@/lib/domain/codes";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, systemContext, withTransaction } from "../context";
import { checkPassword } from "./password";
import { Email } from "./schemas";

const FAILURES_BEFORE_LOCK = 5;
const LOCK_MINUTES = 15;

export type SignedIn = { id: string; name: string; email: string; sessionEpoch: number };

/**
 * Checks e-mail and password. Five failures lock the account for 15 minutes; every failure gives the same answer, null,
 * so that nobody learns which addresses exist. A lock answers with a sentence, since its owner must know.
 */
export async function signInWithPassword(input: { email: string; password: string }): Promise<SignedIn | null> {
  const email = Email.safeParse(input.email);
  if (!email.success || input.password.length > 200) return null;
  const [row] = await reader().select().from(person).where(eq(person.email, email.data));
  if (row?.lockedUntil && row.lockedUntil > new Date()) {
    throw new FaultlineError(
      "limit",
      `This account is locked after ${FAILURES_BEFORE_LOCK} failed tries. Try again in ${LOCK_MINUTES} minutes.`,
    );
  }
  const ok = await checkPassword(input.password, row?.passwordHash ?? null);
  if (!row) return null;
  return withTransaction(async (tx) => {
    const ctx = await contextOfPerson(row.id, row.name, row.email);
    if (!ctx) return null;
    requireScope(ctx, "viewer");
    if (ok) {
      await tx.update(person).set({ failures: 0, lockedUntil: null }).where(eq(person.id, row.id));
      await emitAudit(tx, ctx, { action: "person.sign_in", entity: "person", entityId: row.id });
      return { id: row.id, name: row.name, email: row.email, sessionEpoch: row.sessionEpoch };
    }
    // The count lives in the UPDATE, so that parallel guesses cannot share one failure.
    const [after] = await tx
      .update(person)
      .set({
        failures: sql`case when ${person.failures} + 1 >= ${FAILURES_BEFORE_LOCK} then 0 else ${person.failures} + 1 end`,
        lockedUntil: sql`case when ${person.failures} + 1 >= ${FAILURES_BEFORE_LOCK} then now() + make_interval(mins => ${LOCK_MINUTES}) else ${person.lockedUntil} end`,
      })
      .where(eq(person.id, row.id))
      .returning({ lockedUntil: person.lockedUntil });
    if (after?.lockedUntil && after.lockedUntil > new Date())
      await emitAudit(tx, ctx, { action: "person.locked", entity: "person", entityId: row.id });
    return null;
  });
}

/** Uses up a one-time sign-in link. A used, expired or unknown link gives null. */
export async function signInWithLink(token: string): Promise<SignedIn | null> {
  return withTransaction(async (tx) => {
    const [used] = await tx
      .update(oneTimeLink)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(oneTimeLink.tokenHash, sha256Hex(token)),
          eq(oneTimeLink.purpose, "sign_in"),
          isNull(oneTimeLink.usedAt),
          gt(oneTimeLink.expiresAt, sql`now()`),
        ),
      )
      .returning();
    if (!used?.personId) return null;
    const [row] = await tx.select().from(person).where(eq(person.id, used.personId));
    if (!row) return null;
    const ctx = systemContext(used.workspaceId, row.name);
    requireScope(ctx, "viewer");
    await emitAudit(tx, ctx, { action: "person.sign_in", entity: "person", entityId: row.id, detail: { by: "link" } });
    return { id: row.id, name: row.name, email: row.email, sessionEpoch: row.sessionEpoch };
  });
}

async function contextOfPerson(id: string, name: string, email: string): Promise<Ctx | null> {
  const [m] = await reader().select().from(membership).where(eq(membership.personId, id)).limit(1);
  if (!m) return null;
  return {
    workspaceId: m.workspaceId,
    actor: { kind: "person", id, name, email },
    role: wordOf(ROLES, m.role),
    scope: "all",
    requestId: crypto.randomUUID(),
  };
}

/** The context of a session, read fresh: a changed role or a raised epoch holds from the next request on. */
export async function sessionContext(session: { id: string; sessionEpoch: number }): Promise<Ctx | null> {
  const [row] = await reader().select().from(person).where(eq(person.id, session.id));
  if (!row || row.sessionEpoch !== session.sessionEpoch) return null;
  return contextOfPerson(row.id, row.name, row.email);
}
