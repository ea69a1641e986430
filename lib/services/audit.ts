import "server-only";
import type { Transaction } from "@/db/client";
import { audit } from "@/db/schema";
import type { Ctx } from "./context";

/** Every write's name. A new verb adds its own here, so that the log has no free text. */
export type AuditAction =
  | "workspace.create"
  | "workspace.clock"
  | "workspace.clean"
  | "person.create"
  | "person.role"
  | "person.link"
  | "person.password"
  | "person.sign_in"
  | "person.locked"
  | "token.create"
  | "token.revoke"
  | "source.create"
  | "source.remove"
  | "run.start"
  | "run.apply"
  | "run.hold"
  | "run.release"
  | "run.discard"
  | "push.start"
  | "push.complete"
  | "push.abandon"
  | "quarantine.replay"
  | "quarantine.dismiss"
  | "run.fail"
  | "run.evaluate"
  | "run.rank"
  | "asset.split"
  | "scan.save"
  | "finding.triage"
  | "ticket.create"
  | "ticket.assign"
  | "ticket.state"
  | "ticket.due"
  | "ticket.comment"
  | "ticket.proof";

function actorName(ctx: Ctx): string {
  return ctx.actor.kind === "token" ? `token ${ctx.actor.name}` : ctx.actor.name;
}

/** Writes the audit row of a change, in the change's own transaction. */
export async function emitAudit(
  tx: Transaction,
  ctx: Ctx,
  entry: { action: AuditAction; entity: string; entityId: string | number; detail?: Record<string, unknown> },
): Promise<void> {
  await tx.insert(audit).values({
    workspaceId: ctx.workspaceId,
    actor: actorName(ctx),
    action: entry.action,
    entity: entry.entity,
    entityId: String(entry.entityId),
    detail: entry.detail ?? {},
    requestId: ctx.requestId,
  });
}
