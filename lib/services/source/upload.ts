import "server-only";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { recogniseDocument } from "@/lib/importers/registry";
import { type Ctx, requireScope, withinVerb } from "../context";
import { createDocumentSource, findSource, MAX_SOURCE_NAME, runSource } from "./source";

/** Larger documents come through the command line, which reads from disk. */
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;

/**
 * Keeps a document that was handed in and runs it as a source of its own. The same file name about the same subject is
 * the same source, read anew; the same name about something else is another source, so neither closes what the other
 * knows. A document nobody can read is refused with its sentence and leaves nothing behind.
 */
export async function uploadDocument(
  asked: Ctx,
  input: { name: string; bytes: Uint8Array },
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<{ sourceId: number; runId: number; refused: string | null }> {
  requireScope(asked, "analyst", "inventory:push");
  const ctx = withinVerb(asked);
  const file = path.basename(input.name).trim() || "document";
  if (input.bytes.byteLength > maxBytes)
    throw new FaultlineError(
      "limit",
      `${file} has ${input.bytes.byteLength} bytes; uploads go up to 64 MB. Use \`faultline import\` for more.`,
    );
  const recognised = recogniseDocument(file, input.bytes);
  if ("refused" in recognised) return { sourceId: 0, runId: 0, refused: recognised.refused };
  const subject = recognised.importer.subject(input.bytes);
  const name = sourceName(subject === null ? file : `${subject} · ${file}`);
  const dir = process.env.FAULTLINE_DATA_DIR;
  if (!dir)
    throw new FaultlineError("unavailable", "FAULTLINE_DATA_DIR is not set, so documents have no place to be kept.");
  const folder = path.join(dir, "documents", sha256Hex(`${ctx.workspaceId}\0${name}`).slice(0, 16));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = path.join(folder, "document.json");
  await writeFile(kept, input.bytes, { mode: 0o600 });
  const known = await findSource(ctx, "document", name);
  if (known) return { sourceId: known.id, ...(await runSource(ctx, known.id)), refused: null };
  return { ...(await createDocumentSource(ctx, { name, path: kept })), refused: null };
}

/** A name that fits, and stays apart from others that begin alike. */
function sourceName(full: string): string {
  const shown = showText(full, Number.MAX_SAFE_INTEGER);
  return shown.length <= MAX_SOURCE_NAME
    ? shown
    : `${showText(full, MAX_SOURCE_NAME - 9)} ${sha256Hex(full).slice(0, 8)}`;
}
