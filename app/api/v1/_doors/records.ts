import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { type CollectionOutcome, CollectionOutcome as Outcome } from "@/lib/domain/inventory";
import { showText } from "@/lib/domain/text";
import { PushSourceName } from "@/lib/domain/views/push-views";
import { plainBytes } from "@/lib/services/push/plain-bytes";

const RECORD_TYPES = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];
const GZIP_TYPES = ["application/gzip", "application/x-gzip"];

/** What a push in one request says in its address: NDJSON has no head for it. */
export const OnePushQuery = z.object({
  source: PushSourceName.optional().describe("Needed with records; with JSON it stands in the body."),
  scope: z
    .union([z.string(), z.array(z.string())])
    .transform((v) => (typeof v === "string" ? [v] : v))
    .pipe(z.array(z.string().max(500)).max(100))
    .optional()
    .describe("Scopes that were read; the whole push without it."),
  outcome: Outcome.optional(),
  reason: z.string().max(1_000).optional(),
});

/** The scopes of a push in one request: all ended alike. */
export function scopesOf(query: {
  scope?: string[] | undefined;
  outcome?: CollectionOutcome | undefined;
  reason?: string | undefined;
}) {
  const rest = { outcome: query.outcome ?? "complete", reason: query.reason ?? null };
  return (query.scope ?? [""]).map((scope) => ({ scope, ...rest }));
}

const mediaType = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

export const isJson = (request: Request): boolean => mediaType(request) === "application/json";

/** The records of a body as plain bytes. Throws unsupported for a type or encoding that is none of ours. */
export function recordsOf(request: Request): AsyncIterable<Buffer> {
  const type = mediaType(request);
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const zipped = GZIP_TYPES.includes(type);
  if (!zipped && !RECORD_TYPES.includes(type))
    throw new FaultlineError(
      "unsupported",
      `Records come as ${RECORD_TYPES[0]}, one a line, or as ${GZIP_TYPES[0]} of it; ${type === "" ? "no type was named" : `“${showText(type, 80)}” is neither`}.`,
      "Content-Type",
    );
  if (!["identity", "gzip", "x-gzip"].includes(encoding))
    throw new FaultlineError(
      "unsupported",
      `Records may be compressed with gzip; “${showText(encoding, 80)}” is not read.`,
      "Content-Encoding",
    );
  const length = request.headers.get("content-length");
  const announced = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  const body: AsyncIterable<Uint8Array> = request.body ?? nothing();
  return plainBytes(body, { gzip: zipped || encoding !== "identity", announced });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The key that names the push, from header or body; both together must agree. Throws invalid_input. */
export function keyOf(request: Request, stated?: string): string | undefined {
  const header = request.headers.get("idempotency-key")?.trim();
  if (header !== undefined && stated !== undefined && header !== stated)
    throw new FaultlineError(
      "invalid_input",
      "Header and body name two different idempotency keys.",
      "Idempotency-Key",
    );
  return header ?? stated;
}
