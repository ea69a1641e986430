import "server-only";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { recogniseDocument } from "@/lib/importers/registry";
import { type Ctx, requireScope } from "../context";
import { createDocumentSource, findSource, MAX_SOURCE_NAME, runSource } from "./source";

/** Larger documents come through the command line, which reads from disk. */
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;

/**
 * Keeps an uploaded document and runs it as a source of its own; the same name again is the same source, read anew. A
 * document nobody can read is refused with its sentence and leaves nothing behind.
 */
export async function uploadDocument(
  ctx: Ctx,
  input: { name: string; bytes: Uint8Array },
): Promise<{ sourceId: number; runId: number; refused: string | null }> {
  requireScope(ctx, "analyst");
  const name = path.basename(input.name).trim().slice(0, MAX_SOURCE_NAME).trim() || "document";
  if (input.bytes.byteLength > MAX_UPLOAD_BYTES)
    throw new FaultlineError(
      "limit",
      `${name} has ${input.bytes.byteLength} bytes; uploads go up to 64 MB. Use \`faultline import\` for more.`,
    );
  const recognised = recogniseDocument(name, input.bytes);
  if ("refused" in recognised) return { sourceId: 0, runId: 0, refused: recognised.refused };
  const dir = process.env.FAULTLINE_DATA_DIR;
  if (!dir)
    throw new FaultlineError("unavailable", "FAULTLINE_DATA_DIR is not set, so uploads have no place to be kept.");
  const folder = path.join(dir, "documents", sha256Hex(`upload\0${ctx.workspaceId}\0${name}`).slice(0, 16));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = path.join(folder, "document.json");
  await writeFile(kept, input.bytes, { mode: 0o600 });
  const known = await findSource(ctx, "document", name);
  if (known) return { sourceId: known.id, ...(await runSource(ctx, known.id)), refused: null };
  return { ...(await createDocumentSource(ctx, { name, path: kept })), refused: null };
}
