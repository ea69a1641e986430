import { ByteCursor, CursorEnd } from "../byte-cursor";
import { type Found, found, malformed } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { REACHES, RUNS } from "./calls";
import { manifest } from "./manifest";
import { RError, RReader, type RVisitor } from "./reader";

const WORKSPACE = /^RD([XAB])[23]\n/;

/** Where the format's letter stands, after the mark of a workspace if there is one; null when it is none of R's. */
function start(head: Buffer): { at: number; letter: string } | null {
  const text = head.toString("latin1", 0, 64);
  const at = WORKSPACE.test(text) ? 5 : 0;
  const letter = text[at] ?? "";
  if (text[at + 1] !== "\n" || !"XAB".includes(letter) || letter === "") return null;
  if (letter === "A") return /^A\n[23]\n\d+\n\d+\n/.test(text.slice(at)) ? { at: at + 2, letter } : null;
  // The version follows: 2 or 3, in the order of bytes that the letter says.
  const version = head.length >= at + 6 ? (letter === "X" ? head.readUInt32BE(at + 2) : head.readUInt32LE(at + 2)) : 0;
  return at > 0 || version === 2 || version === 3 ? { at: at + 2, letter } : null;
}

async function matches({ head }: ScanContext): Promise<boolean> {
  return start(head) !== null;
}

async function scan({ source, head }: ScanContext): Promise<PartScan> {
  const out = emptyPart("r-data");
  const begin = start(head);
  if (begin === null) return out;
  const cursor = new ByteCursor(source, begin.at, source.size, begin.letter === "X");
  let end = source.size;
  try {
    await new RReader(cursor, judge(out), begin.letter === "A").read();
    end = cursor.at;
  } catch (error) {
    if (!(error instanceof RError) && !(error instanceof CursorEnd)) throw error;
    end = Math.min(error.at, source.size);
    out.reasons.push(error instanceof RError ? error.reason : "truncated");
    out.evidence.push(malformed("r.value", end, `The data cannot be read: ${error.message}`));
  }
  out.parsed.push({ from: 0, to: end });
  return out;
}

/** One record for each thing that is met, with the first place and a count. */
function judge(out: PartScan): RVisitor {
  const known = new Map<string, { count: number }>();
  const say = (offset: number, item: Omit<Found, "offset">) => {
    const key = `${item.rule}\n${item.message}`;
    const before = known.get(key);
    if (before !== undefined) before.count += 1;
    else if (known.size < 200) {
      const record = { ...found({ ...item, offset }), count: 1 };
      known.set(key, record);
      out.evidence.push(record);
    }
  };
  return {
    promise: (at, code) =>
      say(at, {
        rule: "r.promise",
        verdict: code ? "malicious" : "suspicious",
        severity: code ? "critical" : "medium",
        message: code
          ? "A promise with code: it runs as soon as the value is looked at"
          : "A promise, which no saved value needs",
        refs: ["CVE-2024-27322", "CWE-502"],
      }),
    call: (at, name) => {
      if (RUNS.has(name))
        say(at, {
          rule: "r.call-runs",
          verdict: "suspicious",
          severity: "high",
          certainty: "likely",
          pointer: name,
          message: `Code in the data calls ${name}`,
          refs: ["CWE-78"],
        });
      else if (REACHES.has(name))
        say(at, {
          rule: "r.call-reaches",
          verdict: "suspicious",
          severity: "medium",
          certainty: "heuristic",
          pointer: name,
          message: `Code in the data calls ${name}`,
        });
    },
    pointer: (at) =>
      say(at, {
        rule: "r.external-pointer",
        verdict: "info",
        severity: "low",
        message: "An external pointer: it means nothing outside the process that wrote it",
      }),
  };
}

export const rDataScanner: Scanner = { manifest, matches, scan };
