import { open } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { scoreDocument } from "@/lib/risk/document";

/** A million posture items are about 15 MB of JSON; more than this is no score document. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * `faultline score FILE|-`: JSON in, JSON on stdout. Returns the exit code: 0, or 4 with one sentence on stderr that
 * names the JSON pointer. Errors that are no fault of the input are thrown on.
 */
export async function scoreCommand(
  args: { file: string },
  io: { stdin: Readable; stdout: Writable; stderr: Writable },
): Promise<number> {
  try {
    const answer = scoreDocument(parseJson(await readInput(args.file, io.stdin)));
    await write(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    await write(io.stderr, `faultline score: ${error.message}\n`);
    return 4;
  }
}

async function readInput(file: string, stdin: Readable): Promise<string> {
  if (file === "-") return readText(stdin, "standard input");
  const name = `"${showText(file, 120)}"`;
  try {
    const handle = await open(file);
    return await readText(handle.createReadStream(), name);
  } catch (error) {
    if (error instanceof FaultlineError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new FaultlineError("invalid_input", `The file ${name} cannot be read (${code}).`, file, { cause: error });
  }
}

async function readText(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_BYTES)
      throw new FaultlineError("invalid_input", `At the document itself: ${name} is larger than 256 MiB.`, "");
    chunks.push(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new FaultlineError("invalid_input", `At the document itself: ${name} is not UTF-8 text.`, "", {
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? showText(error.message, 160) : "unknown reason";
    throw new FaultlineError("invalid_input", `At the document itself: not JSON (${reason}).`, "", { cause: error });
  }
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}
