import type { EvidenceViewerProps } from "@/components/posture/evidence-viewer";
import { showText } from "@/lib/domain/text";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { sizeWords } from "../_parts/size-words";

type Viewed = Pick<EvidenceViewerProps, "crumb" | "view" | "foot" | "digest" | "markdown">;

/** File, then the members from the outside in. */
export function crumbOf(evidence: Pick<EvidenceView, "path" | "member">): string[] {
  return [evidence.path, ...(evidence.member === null ? [] : evidence.member.split("!"))];
}

function viewOf(body: EvidenceView["body"]): EvidenceViewerProps["view"] {
  switch (body.kind) {
    case "opcodes": {
      const hits = body.lines.filter((l) => l.hit === "import" || l.hit === "call");
      return {
        kind: "opcodes",
        lines: body.lines,
        hits: hits.map((l) => l.offset),
        operands: body.lines.filter((l) => l.hit === "operand").map((l) => l.offset),
        calls: body.call ? [body.call] : [],
        hex: {
          start: body.hex.start,
          hex: body.hex.hex,
          marks: hits.map((l) => ({ offset: l.offset, length: l.length })),
        },
      };
    }
    case "text":
      return {
        kind: "text",
        pointer: body.pointer,
        lines: body.lines.map((text, i) => ({ number: body.firstLine + i, text })),
        marked: body.hitLines,
      };
    case "hex":
      return {
        kind: "hex",
        hex: {
          start: body.start,
          hex: body.hex,
          marks: body.marks.map(([offset, length]) => ({ offset, length })),
        },
      };
    case "gone":
      return body;
  }
}

/** How much was read of how much, and by what. What nobody noted is said to be so. */
export function footOf(evidence: Pick<EvidenceView, "bytesRead" | "sizeBytes" | "engine">): string {
  const read = evidence.bytesRead === null ? "Bytes read not recorded" : `Read ${sizeWords(evidence.bytesRead)}`;
  const whole = evidence.sizeBytes === null ? "" : ` of ${sizeWords(evidence.sizeBytes)}`;
  return `${read}${evidence.bytesRead === null ? "" : whole} · ${showText(evidence.engine.name, 60)} ${showText(evidence.engine.version, 30)}`;
}

/** Backticks that no text inside can close. */
function fenced(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), (m) => m[0].length));
  const ticks = "`".repeat(longest + 1);
  return longest === 0 ? `${ticks}${text}${ticks}` : `${ticks} ${text} ${ticks}`;
}

/** The same as lines for a ticket or a chat. */
export function markdownOf(evidence: EvidenceView): string {
  const place = crumbOf(evidence)
    .map((p) => showText(p))
    .join(" › ");
  const at = evidence.memberOffset ?? evidence.offset;
  return [
    `- Found: ${fenced(showText(evidence.found, 500))}`,
    `- Where: ${fenced(at === null ? place : `${place} › 0x${at.toString(16).padStart(4, "0")}`)}`,
    `- File: ${fenced(`sha256:${evidence.digest}`)}`,
    `- By: ${fenced(showText(`${evidence.engine.name} ${evidence.engine.version}, rules ${evidence.engine.ruleset}`))}`,
    `- Evidence: ${fenced(evidence.id)}`,
  ].join("\n");
}

/** Everything the viewer draws, from the record as the API gives it. */
export function viewerProps(evidence: EvidenceView): Viewed {
  return {
    crumb: crumbOf(evidence),
    view: viewOf(evidence.body),
    foot: footOf(evidence),
    digest: evidence.digest,
    markdown: markdownOf(evidence),
  };
}
