import "server-only";
import { randomUUID } from "node:crypto";
import { database, type Executor, type Transaction } from "@/db/client";
import { ROLE_LABEL, type Role, roleAtLeast } from "@/lib/domain/access";
import { FaultlineError } from "@/lib/domain/errors";
import type { TokenScope } from "@/lib/domain/token";
import { noteWrite, readSide } from "./read-side";

type Actor =
  | { kind: "person"; id: string; name: string; email: string }
  | { kind: "token"; id: string; name: string }
  | { kind: "system"; name: string };

/** Who asks, for which workspace, within which scope: "all" that the role may, or a token's few. Every verb takes one. */
export type Ctx = {
  workspaceId: number;
  actor: Actor;
  role: Role;
  scope: "all" | readonly TokenScope[];
  requestId: string;
};

/** The context of our own stages: worker and command line act as the system with every right. */
export function systemContext(workspaceId: number, name = "Faultline"): Ctx {
  return { workspaceId, actor: { kind: "system", name }, role: "admin", scope: "all", requestId: randomUUID() };
}

/**
 * Truth of access: throws `forbidden` with a sentence unless the actor's role reaches `needed`. A token's role counts for
 * nothing: it may do what one of its scopes names, `read` being all that a viewer may.
 */
export function requireScope(ctx: Ctx, needed: Role, tokenScope?: TokenScope): void {
  if (ctx.scope === "all") {
    if (roleAtLeast(ctx.role, needed)) return;
    throw new FaultlineError(
      "forbidden",
      `This needs the role ${ROLE_LABEL[needed]}; you are signed in as ${ROLE_LABEL[ctx.role]}. An admin can change it.`,
    );
  }
  const scope = tokenScope ?? (needed === "viewer" ? "read" : null);
  if (scope !== null && ctx.scope.includes(scope)) return;
  throw new FaultlineError(
    "forbidden",
    scope === null
      ? "No token may do this: a person has to sign in."
      : `This needs a token with the scope ${scope}; this one has ${ctx.scope.join(" and ")}.`,
  );
}

/** The same actor for the rest of a verb whose own check has passed: what it calls may ask for more than the caller has. */
export function withinVerb(ctx: Ctx): Ctx {
  return { ...ctx, role: "admin", scope: "all" };
}

/** Runs `work` in one transaction: all of it, its audit row included, or nothing. */
export async function withTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await database().transaction(work);
  } finally {
    noteWrite();
  }
}

/** For reads outside a transaction. */
export function reader(): Executor {
  return database();
}

/**
 * For lists and screens that only show: a read replica where there is one. Never for what decides a write. The as-of stamp of
 * the answer is read from the same side, so that it names the run that the rows are of.
 */
export async function listReader(ctx: Ctx): Promise<Executor> {
  return (await readSide(ctx.workspaceId)).db;
}
