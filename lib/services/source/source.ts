import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "@/db/client";
import { source } from "@/db/schema";
import { connectorManifest } from "@/lib/connectors/manifests";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { emitAudit } from "../audit";
import { type Ctx, reader, requireScope, withTransaction } from "../context";
import { parseInput } from "../input";
import { storable } from "../rows";
import { queueRun } from "../run/run";
import { takeIds } from "../workspace/workspace";

export const MAX_SOURCE_NAME = 120;

export const CreateSourceInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, "A source needs a name.")
    .max(MAX_SOURCE_NAME, "A source's name has at most 120 characters."),
  connector: z.string().min(1),
  config: z.record(z.string(), z.string().max(4_096)).default({}),
});

export type SourceConfig = {
  id: number;
  name: string;
  connector: string;
  config: Record<string, string>;
  removed: boolean;
};

/** Connects a source and queues its first run. Admin: a configuration may name any path the worker can read. */
export async function createSource(ctx: Ctx, input: unknown): Promise<{ sourceId: number; runId: number }> {
  requireScope(ctx, "admin");
  const parsed = parseInput(CreateSourceInput, input);
  const manifest = connectorManifest(parsed.connector);
  if (!manifest)
    throw new FaultlineError("invalid_input", `There is no connector named “${parsed.connector}”.`, "/connector");
  if (parsed.connector === "push")
    throw new FaultlineError(
      "invalid_input",
      "A source that is fed from outside is made by its first push: make a token in the settings and send to it.",
      "/connector",
    );
  for (const field of manifest.fields) {
    if (field.required && !parsed.config[field.name]?.trim()) {
      throw new FaultlineError("invalid_input", `${field.label} is needed: ${field.help}`, `/config/${field.name}`);
    }
  }
  return writeSource(ctx, parsed);
}

/** Connects a document that Faultline itself keeps: its path is ours, so analysts may. */
export async function createDocumentSource(
  ctx: Ctx,
  kept: { name: string; path: string },
): Promise<{ sourceId: number; runId: number }> {
  requireScope(ctx, "analyst");
  return writeSource(ctx, { name: kept.name, connector: "document", config: { path: kept.path, label: kept.name } });
}

async function writeSource(
  ctx: Ctx,
  s: { name: string; connector: string; config: Record<string, string> },
): Promise<{ sourceId: number; runId: number }> {
  return withTransaction(async (tx) => {
    const id = await takeIds(tx, ctx.workspaceId, "next_source", 1);
    await tx.insert(source).values({
      workspaceId: ctx.workspaceId,
      id,
      name: storable(s.name),
      connector: s.connector,
      config: storable(s.config),
    });
    await emitAudit(tx, ctx, {
      action: "source.create",
      entity: "source",
      entityId: id,
      detail: { connector: s.connector },
    });
    return { sourceId: id, runId: await queueRun(tx, ctx, id) };
  });
}

/** Removes a source: its next run is an empty, complete one, which closes what only this source had seen. */
export async function removeSource(ctx: Ctx, sourceId: number): Promise<{ runId: number }> {
  requireScope(ctx, "admin");
  return withTransaction(async (tx) => {
    const changed = await tx
      .update(source)
      .set({ removedAt: sql`now()` })
      .where(and(eq(source.workspaceId, ctx.workspaceId), eq(source.id, sourceId), isNull(source.removedAt)))
      .returning({ id: source.id });
    if (changed.length === 0)
      throw new FaultlineError("not_found", "That source does not exist or is removed already.");
    await emitAudit(tx, ctx, { action: "source.remove", entity: "source", entityId: sourceId });
    return { runId: await queueRun(tx, ctx, sourceId) };
  });
}

/** Runs a source again now. A run that is still queued or running is returned instead of a second one. */
export async function runSource(ctx: Ctx, sourceId: number): Promise<{ runId: number }> {
  requireScope(ctx, "analyst");
  return withTransaction(async (tx) => {
    const { name, connector } = await readSource(tx, ctx.workspaceId, sourceId);
    if (connector === "push")
      throw new FaultlineError(
        "conflict",
        `“${showText(name, 80)}” is fed from outside: it runs when its next inventory is pushed.`,
      );
    return { runId: await queueRun(tx, ctx, sourceId) };
  });
}

/** A source's stored configuration, for the worker. Throws not_found. */
export async function readSource(db: Executor, workspaceId: number, sourceId: number): Promise<SourceConfig> {
  const [row] = await db
    .select()
    .from(source)
    .where(and(eq(source.workspaceId, workspaceId), eq(source.id, sourceId)));
  if (!row) throw new FaultlineError("not_found", `Source ${sourceId} does not exist.`);
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    config: z.record(z.string(), z.string()).parse(row.config),
    removed: row.removedAt !== null,
  };
}

/** The source with this connector and configuration value, if it stands: an import of the same file is the same source. */
export async function findSource(ctx: Ctx, connector: string, name: string): Promise<{ id: number } | null> {
  requireScope(ctx, "viewer");
  const [row] = await reader()
    .select({ id: source.id })
    .from(source)
    .where(
      and(
        eq(source.workspaceId, ctx.workspaceId),
        eq(source.connector, connector),
        eq(source.name, storable(name)),
        isNull(source.removedAt),
      ),
    )
    .orderBy(asc(source.id))
    .limit(1);
  return row ?? null;
}
