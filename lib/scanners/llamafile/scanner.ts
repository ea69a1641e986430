import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { isZip, readZip } from "../zip-reader/archive";
import { openMember } from "../zip-reader/member";
import { manifest } from "./manifest";

/** Starts of programs: of every system at once (APE), Windows, Linux, macOS. */
const PROGRAMS: readonly [start: string, what: string][] = [
  ["4d5a714670", "every system at once"],
  ["4d5a", "Windows"],
  ["7f454c46", "Linux"],
  ["cafebabe", "macOS"],
  ["cffaedfe", "macOS"],
  ["feedfacf", "macOS"],
  ["2321", "a shell"],
];
const MAX_ARGUMENT_BYTES = 64 << 10;

function programOf(head: Buffer): string | undefined {
  return PROGRAMS.find(([start]) => head.toString("hex", 0, start.length / 2) === start)?.[1];
}

async function matches(context: ScanContext): Promise<boolean> {
  return programOf(context.head) !== undefined && (await isZip(context));
}

/** Says that the file is a program; the zip behind it is walked by whoever walks zips, and what is found in it counts. */
async function scan(context: ScanContext): Promise<PartScan> {
  const { entries } = await readZip(context.source, context.limits.maxEntries);
  const own = entries.some(({ name }) => /\.gguf$/i.test(name) || name === ".args");
  const out = emptyPart(own ? "llamafile" : "executable");
  out.evidence.push({
    rule: own ? "llamafile.program" : "zip.program",
    verdict: "suspicious",
    severity: "medium",
    certainty: "certain",
    offset: 0,
    message: `The file is a program for ${programOf(context.head)} with an archive behind it: using it means running it`,
  });
  for (const entry of entries.filter(({ name }) => name === ".args").slice(0, 4)) {
    const opened = await openMember(context, entry);
    if (opened === null || opened.source.size > MAX_ARGUMENT_BYTES) continue;
    const words = (await opened.source.read(0, opened.source.size))
      .toString("utf8")
      .split(/\r?\n/)
      .filter((word) => word !== "");
    out.evidence.push(argumentRow(words, entry.dataOffset, entry.label));
  }
  return out;
}

/** The arguments the program starts with; listening on every address is worth a look. */
function argumentRow(words: readonly string[], offset: number, member: string): ScanEvidence {
  const open = words.some((word, i) => word === "--host" && /^(0\.0\.0\.0|::)$/.test(words[i + 1] ?? ""));
  return {
    rule: open ? "llamafile.open-host" : "llamafile.arguments",
    verdict: open ? "suspicious" : "info",
    severity: open ? "medium" : "info",
    certainty: "certain",
    offset,
    member,
    message: showText(`Starts with the arguments ${words.join(" ")}`, 400),
  };
}

export const llamafileScanner: Scanner = { manifest, matches, scan };
