import type { Recorder } from "./recorder";

const PROTOCOLS = [2, 3, 4, 5].map((version) => Buffer.from([0x80, version]));
const SHORT_BINBYTES = 0x43;
/** `80 02` to `80 05` in base64: the third letter also holds the first bits of the opcode behind them. */
const BASE64_HEAD = "gA";
const BASE64_THIRD = /[I-X]/;
const BASE64_RUN = /^[A-Za-z0-9+/_-]{24,}/;

/** Longest base64 text that is decoded for a look. */
export const BASE64_BYTES = 64 * 1024;

/**
 * Notes where a window of opcodes holds, as data, what begins like a pickle: in short bytes, or as base64 in a text. The
 * machine jumps over such arguments at full speed; this is a search for a few bytes, and each place is tried later.
 */
export function noteEmbedded(recorder: Recorder, bytes: Buffer, filled: number, base: number): void {
  for (const head of PROTOCOLS) {
    for (let at = bytes.indexOf(head); at >= 0 && at < filled; at = bytes.indexOf(head, at + 1)) {
      if (at >= 2 && bytes[at - 2] === SHORT_BINBYTES && (bytes[at - 1] ?? 0) > 8)
        recorder.addNested({ opcodeOffset: base + at - 2, via: "data" });
    }
  }
  for (let at = bytes.indexOf(BASE64_HEAD); at >= 0 && at < filled; at = bytes.indexOf(BASE64_HEAD, at + 1)) {
    const run = bytes.toString("latin1", at, Math.min(filled, at + 32));
    if (BASE64_THIRD.test(run[2] ?? "") && BASE64_RUN.test(run))
      recorder.addNested({ opcodeOffset: base + at, via: "base64" });
  }
}

/** The bytes that the base64 text at the start of `text` stands for. */
export function decodeBase64(text: Buffer): Buffer {
  const run = BASE64_RUN.exec(text.toString("latin1"))?.[0] ?? "";
  return Buffer.from(run.replaceAll("-", "+").replaceAll("_", "/"), "base64");
}
