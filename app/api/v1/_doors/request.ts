import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { parseInput } from "@/lib/services/input";

/** Boundaries and headers of a form around its file. */
const FORM_EXTRA_BYTES = 64 * 1024;
const NUL = "\u0000";

/**
 * The filters of a URL: a key may be repeated or hold a comma list. A filter nobody knows is refused rather than
 * ignored, since ignoring it would answer another question. Throws invalid_input.
 */
export function readQuery<T extends z.ZodObject>(schema: T, params: URLSearchParams): z.output<T> {
  const known = Object.keys(schema.shape);
  const given: Record<string, string | string[]> = {};
  for (const key of new Set(params.keys())) {
    if (!known.includes(key)) throw unknownFilter(key, known);
    const values = params.getAll(key);
    if (values.some((v) => v.includes(NUL)))
      throw new FaultlineError("invalid_input", "A filter cannot hold the character U+0000.", `/${key}`);
    given[key] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return parseInput(schema, given);
}

function unknownFilter(key: string, known: readonly string[]): FaultlineError {
  const list = known.length === 0 ? "This address takes none." : `There are: ${known.join(", ")}.`;
  return new FaultlineError("invalid_input", `There is no filter “${showText(key, 60)}” here. ${list}`, "/");
}

/** The ids of a path. Words that cannot be an id name nothing: not_found. */
export function readParams<T extends z.ZodObject>(schema: T, params: unknown): z.output<T> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const id = z.object({ id: z.string() }).safeParse(params);
  throw new FaultlineError(
    "not_found",
    `“${id.success ? showText(id.data.id, 80) : ""}” is no id of what is asked for here.`,
    "/id",
  );
}

/** The whole body, read no further than the limit. Throws limit with a sentence. */
async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new FaultlineError("limit", `The body is larger than ${sizeWords(limitBytes)}, the most that this address takes.`);
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  if (request.body) {
    const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      sizeBytes += part.value.byteLength;
      if (sizeBytes > limitBytes) {
        await reader.cancel();
        throw tooLarge();
      }
      chunks.push(part.value);
    }
  }
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function sizeWords(sizeBytes: number): string {
  return sizeBytes >= 1024 * 1024 ? `${sizeBytes / (1024 * 1024)} MB` : `${sizeBytes} bytes`;
}

function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The JSON of a body. Throws invalid_input or limit with a sentence. */
export async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  if (mediaType(request) !== "application/json")
    throw new FaultlineError("invalid_input", "Send JSON, with the header Content-Type: application/json.", "/");
  const bytes = await readBytes(request, limitBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? showText(error.message, 160) : "it is not UTF-8";
    throw new FaultlineError("invalid_input", `The body is not JSON: ${why}.`, "/");
  }
}

/** A document from the form field `file`, or the body itself under the name given. */
export async function readDocument(
  request: Request,
  o: { name: string | undefined; limitBytes: number },
): Promise<{ name: string; bytes: Uint8Array }> {
  const isForm = mediaType(request) === "multipart/form-data";
  const body = await readBytes(request, isForm ? o.limitBytes + FORM_EXTRA_BYTES : o.limitBytes);
  const given = isForm ? await fileOf(request, body) : { name: o.name, bytes: body };
  const name = o.name ?? given.name;
  if (!name)
    throw new FaultlineError("invalid_input", "The document needs a name: send it with ?name=inventory.json.", "/name");
  if (given.bytes.byteLength === 0)
    throw new FaultlineError("invalid_input", `${showText(name, 80)} is empty.`, isForm ? "/file" : "/");
  return { name, bytes: given.bytes };
}

async function fileOf(request: Request, body: Uint8Array<ArrayBuffer>): Promise<{ name: string; bytes: Uint8Array }> {
  const type = request.headers.get("content-type") ?? "";
  const form = await new Response(body, { headers: { "content-type": type } }).formData().catch(() => null);
  if (!form) throw new FaultlineError("invalid_input", "The body is no readable multipart form.", "/");
  const files = form.getAll("file");
  const [file] = files;
  if (files.length > 1)
    throw new FaultlineError("invalid_input", "Send one document a request; there are several files.", "/file");
  if (!(file instanceof File))
    throw new FaultlineError("invalid_input", "The form has no file in the field “file”.", "/file");
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
