import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { found } from "../found";
import type { PartScan } from "../part-scan";
import { byteInString, JsonError, type JsonProblem, parseJson, type RepeatedKey } from "./parse";
import type { JsonNode } from "./value";

/** Longer texts are not read as JSON: they are `limit` for whoever expects a model's configuration there. */
const MAX_JSON_BYTES = 64 << 20;

export type JsonText = {
  root: JsonNode;
  repeated: RepeatedKey[];
  encoding: Encoding;
  /** Byte of the file for a node's `at`, or for a character inside a string node. */
  byteAt: (at: number, charIndex?: number) => number;
};

/** Not JSON by its first bytes; JSON; or what began as JSON and cannot be read, with its first MiB for hints. */
export type JsonRead =
  | { kind: "other" }
  | ({ kind: "json" } & JsonText)
  | { kind: "broken"; problem: JsonProblem; at: number; message: string; start: string };

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

const known = new WeakMap<RangeSource, Promise<JsonRead>>();

/** Reads a source as JSON, once for all scanners that ask. Never throws for what the bytes are. */
export function readJson(source: RangeSource, head: Buffer): Promise<JsonRead> {
  let read = known.get(source);
  if (read === undefined) {
    read = readOnce(source, head);
    known.set(source, read);
  }
  return read;
}

async function readOnce(source: RangeSource, head: Buffer): Promise<JsonRead> {
  const { encoding, bom } = encodingOf(head);
  const first = decode(head.subarray(bom, bom + 1024 - (1024 % 4)), encoding).trimStart();
  // Nothing but white space so far may still begin a value later.
  if (head.length === 0 || !/^($|\{\s*(["}]|$)|\[\s*(["[{\]\dtfnNI-]|$))/.test(first)) return { kind: "other" };
  const startOf = (bytes: Buffer) => decode(bytes.subarray(bom, bom + (1 << 20)), encoding);
  if (source.size > MAX_JSON_BYTES) {
    const message = `it is longer than ${MAX_JSON_BYTES} bytes`;
    return { kind: "broken", problem: "limit", at: 0, message, start: startOf(await source.read(0, 1 << 20)) };
  }
  const raw = await source.read(0, source.size);
  const bytes = encoding === "utf-8" ? raw.subarray(bom) : Buffer.from(decode(raw.subarray(bom), encoding));
  const toFile = (at: number) => bom + (encoding === "utf-8" ? at : widthOf(encoding, bytes.toString("utf8", 0, at)));
  try {
    const { root, end, repeated } = parseJson(bytes);
    // NUL bytes and white space behind the value change nothing; anything else is a second document.
    if (!/^[\s\0]*$/.test(bytes.toString("latin1", end)))
      throw new JsonError("malformed", end, `something follows the JSON value at byte ${end}`);
    const byteAt = (at: number, charIndex?: number) =>
      toFile(charIndex === undefined ? at : byteInString(bytes, at, charIndex));
    return { kind: "json", root, repeated, encoding, byteAt };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return {
      kind: "broken",
      problem: error.problem,
      at: toFile(error.at),
      message: error.message,
      start: startOf(raw),
    };
  }
}

/** As Python finds it: a byte order mark, else where the zeros stand among the first four bytes. */
function encodingOf(head: Buffer): { encoding: Encoding; bom: number } {
  const hex = head.toString("hex", 0, 4);
  if (hex === "fffe0000") return { encoding: "utf-32le", bom: 4 };
  if (hex === "0000feff") return { encoding: "utf-32be", bom: 4 };
  if (hex.startsWith("fffe")) return { encoding: "utf-16le", bom: 2 };
  if (hex.startsWith("feff")) return { encoding: "utf-16be", bom: 2 };
  if (hex.startsWith("efbbbf")) return { encoding: "utf-8", bom: 3 };
  const zeros = [...head.subarray(0, 4)].map((byte) => (byte === 0 ? "0" : "x")).join("");
  if (zeros === "x000") return { encoding: "utf-32le", bom: 0 };
  if (zeros === "000x") return { encoding: "utf-32be", bom: 0 };
  if (/^x0x?/.test(zeros) && zeros[3] !== "x") return { encoding: "utf-16le", bom: 0 };
  return { encoding: zeros.startsWith("0x") ? "utf-16be" : "utf-8", bom: 0 };
}

function decode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === "utf-8") return bytes.toString("utf8");
  const width = encoding.startsWith("utf-16") ? 2 : 4;
  const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % width)));
  if (width === 2) return (encoding === "utf-16be" ? whole.swap16() : whole).toString("utf16le");
  const parts: string[] = [];
  for (let at = 0; at < whole.length; at += 4) {
    const code = encoding === "utf-32be" ? whole.readUInt32BE(at) : whole.readUInt32LE(at);
    parts.push(code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code));
  }
  return parts.join("");
}

function widthOf(encoding: Encoding, text: string): number {
  return encoding.startsWith("utf-16") ? text.length * 2 : [...text].length * 4;
}

/** Claims the whole text and says what is odd about it as JSON, whatever the format on top. */
export function claimJson(out: PartScan, size: number, json: JsonText): void {
  out.parsed.push({ from: 0, to: size });
  for (const { key, at } of json.repeated.slice(0, 50)) {
    out.evidence.push(
      found({
        rule: "json.duplicate-key",
        verdict: "suspicious",
        severity: "medium",
        offset: json.byteAt(at),
        message: `The key ${key} stands twice in one object: readers disagree which one counts`,
      }),
    );
  }
  if (json.encoding !== "utf-8") {
    out.evidence.push(
      found({
        rule: "json.encoding",
        verdict: "suspicious",
        severity: "medium",
        offset: 0,
        message: `The JSON is written in ${json.encoding}, which hides it from readers that expect UTF-8`,
      }),
    );
  }
}

/** What is said of a text that began as JSON and cannot be read. */
export function brokenJson(rule: string, out: PartScan, read: Extract<JsonRead, { kind: "broken" }>): ScanEvidence {
  out.reasons.push(read.problem);
  return found({
    rule,
    verdict: "error",
    severity: "medium",
    offset: read.at,
    message: `The JSON cannot be read: ${read.message}`,
  });
}
