import "server-only";
import { randomBytes } from "node:crypto";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { PUSH_STATES } from "@/db/enums";
import { pushUpload, source } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import { canonicalJson } from "@/lib/domain/json";
import { type PushScope, StartPushInput } from "@/lib/domain/views/push-views";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";
import { storable } from "../rows";
import { takeIds } from "../workspace/workspace";
import { newDoc, readUpload, refuseAbandoned } from "./upload-row";

/** The connector's name of sources that are fed from outside. */
const PUSH_CONNECTOR = "push";

/**
 * Opens a push, or finds the one that this key opened before. The source is made on first use. Throws conflict where the
 * key was used with other scopes.
 */
export async function startPush(ctx: Ctx, input: unknown): Promise<{ id: string; created: boolean }> {
  requireScope(ctx, "analyst", "inventory:push");
  const parsed = parseInput(StartPushInput, input);
  refuseTwice(parsed.scopes);
  const key = parsed.key ?? randomBytes(16).toString("hex");
  return withTransaction(async (tx) => {
    const sourceId = await pushSource(tx, ctx, storable(parsed.source));
    const id = randomBytes(12).toString("hex");
    const made = await tx
      .insert(pushUpload)
      .values({
        workspaceId: ctx.workspaceId,
        id,
        sourceId,
        idempotencyKey: key,
        state: PUSH_STATES.open,
        doc: newDoc(parsed.scopes),
      })
      .onConflictDoNothing()
      .returning({ id: pushUpload.id });
    if (made.length === 0)
      return { id: await sameScopes(tx, ctx, { sourceId, key, scopes: parsed.scopes }), created: false };
    await emitAudit(tx, ctx, { action: "push.start", entity: "push", entityId: id, detail: { sourceId, key } });
    return { id, created: true };
  });
}

function refuseTwice(scopes: readonly PushScope[]): void {
  const named = scopes.map((s) => canonicalJson([s.scope, s.resourceType]));
  const at = named.findIndex((name, i) => named.indexOf(name) < i);
  if (at >= 0) throw new FaultlineError("invalid_input", "This scope is named twice.", `/scopes/${at}`);
}

async function sameScopes(
  tx: Transaction,
  ctx: Ctx,
  o: { sourceId: number; key: string; scopes: PushScope[] },
): Promise<string> {
  const [row] = await tx
    .select({ id: pushUpload.id })
    .from(pushUpload)
    .where(
      and(
        eq(pushUpload.workspaceId, ctx.workspaceId),
        eq(pushUpload.sourceId, o.sourceId),
        eq(pushUpload.idempotencyKey, o.key),
      ),
    );
  if (!row) throw new FaultlineError("unavailable", "The push was started elsewhere at this moment: try again.");
  const known = await readUpload(tx, ctx.workspaceId, row.id);
  refuseAbandoned(known);
  if (canonicalJson(known.doc.scopes) !== canonicalJson(storable(o.scopes)))
    throw new FaultlineError("conflict", "This idempotency key was used for a push with other scopes.", "/key");
  return row.id;
}

/** The source of this name that is fed by pushes, made where there is none. Its row is found by one request at a time. */
async function pushSource(tx: Transaction, ctx: Ctx, name: string): Promise<number> {
  await tx.execute(sql`select 1 from workspace where id = ${ctx.workspaceId} for update`);
  const [known] = await tx
    .select({ id: source.id })
    .from(source)
    .where(
      and(
        eq(source.workspaceId, ctx.workspaceId),
        eq(source.connector, PUSH_CONNECTOR),
        eq(source.name, name),
        isNull(source.removedAt),
      ),
    )
    .orderBy(asc(source.id))
    .limit(1);
  if (known) return known.id;
  const id = await takeIds(tx, ctx.workspaceId, "next_source", 1);
  await tx.insert(source).values({ workspaceId: ctx.workspaceId, id, name, connector: PUSH_CONNECTOR, config: {} });
  await emitAudit(tx, ctx, {
    action: "source.create",
    entity: "source",
    entityId: id,
    detail: { connector: PUSH_CONNECTOR },
  });
  return id;
}
