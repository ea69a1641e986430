import type { Locator } from "@/lib/domain/evidence";
import { showText } from "@/lib/domain/text";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { lineOfPointer } from "./pointer-line";

const AROUND = 14;
const LINE_LENGTH = 400;
/** A document on one line is broken for reading at this width; its line numbers then are ours and said to be none. */
const PRETTY_BELOW_LINES = 3;

/** The lines of a raw page around what a pointer or line names, hits marked, every character shown as what it is. */
export function textBody(locator: Locator, text: string): EvidenceView["body"] {
  const pointer = locator.kind === "pointer" ? locator.pointer : null;
  const page = text.split("\n").length < PRETTY_BELOW_LINES && pointer !== null ? pretty(text) : text;
  const lines = page.replace(/\r\n?/g, "\n").split("\n");
  const range = locator.kind === "line" ? { from: locator.line, to: locator.line } : lineOfPointer(page, pointer ?? "");
  const hit = range ?? { from: 1, to: 1 };
  const first = Math.max(1, hit.from - AROUND);
  const last = Math.min(lines.length, Math.min(hit.to, hit.from + 2 * AROUND) + AROUND);
  const hitLines: number[] = [];
  if (range) for (let n = hit.from; n <= Math.min(hit.to, last); n++) hitLines.push(n);
  return {
    kind: "text",
    firstLine: first,
    lines: lines.slice(first - 1, last).map((l) => showText(l, LINE_LENGTH)),
    hitLines,
    pointer,
  };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
