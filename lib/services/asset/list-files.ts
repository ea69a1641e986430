import "server-only";
import { and, eq } from "drizzle-orm";
import { asset } from "@/db/schema";
import { FaultlineError } from "@/lib/domain/errors";
import type { AsOf } from "@/lib/domain/page";
import type { FileRow } from "@/lib/domain/views/asset-views";
import { type Ctx, reader, requireScope } from "../context";
import { asOf } from "../workspace/workspace";
import { filesOf } from "./files";

/** The files of one asset, worst verdict first. Throws not_found. */
export async function listAssetFiles(ctx: Ctx, id: number): Promise<{ rows: FileRow[]; asOf: AsOf }> {
  requireScope(ctx, "viewer");
  const db = reader();
  const [known] = await db
    .select({ id: asset.id })
    .from(asset)
    .where(and(eq(asset.workspaceId, ctx.workspaceId), eq(asset.id, id)));
  if (!known) throw new FaultlineError("not_found", "There is no such asset.");
  return { rows: await filesOf(db, ctx, id), asOf: await asOf(ctx) };
}
