import type { Evidence } from "@/lib/domain/evidence";
import type { OpcodeLine } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { listOpcodes } from "@/lib/scanners/pickle/listing";

const LINES_BEFORE = 24;
const LINES_AFTER = 16;
const HEX_ROW = 16;

/** The viewer's picture of kept bytes: an opcode listing with its hex for pickles, plain hex for anything else. */
export function byteBody(doc: Evidence, window: { start: number; bytes: Buffer }): EvidenceView["body"] {
  if (doc.locator.kind !== "bytes") throw new TypeError("byteBody needs a byte locator");
  const at = doc.locator.memberOffset;
  const lines = doc.scan?.opcode || doc.scan?.import ? listing(window) : [];
  if (lines.length === 0) return plainHex(doc.locator.memberOffset, doc.locator.length, window);
  const call = doc.scan?.call ?? null;
  const operands = new Set(doc.scan?.operandOffsets ?? []);
  const first = Math.max(0, lines.findIndex((l) => l.offset >= at) - LINES_BEFORE);
  const lastHit = Math.max(at, call?.offset ?? 0);
  const past = lines.findIndex((l) => l.offset > lastHit);
  const shown = lines.slice(first, past < 0 ? undefined : past + LINES_AFTER);
  const from = shown[0]?.offset ?? at;
  const lastLine = shown.at(-1);
  const to = lastLine ? lastLine.offset + lastLine.length : at;
  return {
    kind: "opcodes",
    lines: shown.map((l) => ({
      ...l,
      // A call takes its callable from the stack: the listing shows which one, as the machine worked it out.
      argument: l.offset === call?.offset && l.argument === "" ? `calls ${callName(doc)}` : showText(l.argument, 200),
      stack: l.stack.map((s) => showText(s, 120)),
      hit: l.offset === call?.offset ? "call" : l.offset === at ? "import" : operands.has(l.offset) ? "operand" : null,
    })),
    call: call ? { offset: call.offset, text: callText(doc) } : null,
    hex: { start: from, hex: window.bytes.subarray(from - window.start, to - window.start).toString("hex") },
  };
}

function listing(window: { start: number; bytes: Buffer }): OpcodeLine[] {
  const lines = listOpcodes(window.bytes, { from: 0, to: window.bytes.length });
  return lines.map((l) => ({ ...l, offset: l.offset + window.start }));
}

function callName(doc: Evidence): string {
  return doc.scan?.import ? showText(`${doc.scan.import.module}.${doc.scan.import.name}`, 200) : "something unknown";
}

function callText(doc: Evidence): string {
  return showText(`${callName(doc)}(${doc.scan?.call?.argPreview ?? ""})`, 300);
}

function plainHex(at: number, length: number, window: { start: number; bytes: Buffer }): EvidenceView["body"] {
  const from = Math.max(window.start, at - (at % HEX_ROW) - 4 * HEX_ROW);
  const to = Math.min(window.start + window.bytes.length, at + Math.max(length, 1) + 12 * HEX_ROW);
  return {
    kind: "hex",
    start: from,
    hex: window.bytes.subarray(from - window.start, to - window.start).toString("hex"),
    marks: [[at, Math.max(length, 1)]],
  };
}
