import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { everyNode, parseJson } from "../json-text";
import { leavesFolder } from "../member-name";
import type { PartScan } from "../part-scan";
import { judgePython } from "../python-source/judge";
import { scanSource } from "../python-source/scan";
import type { ScanContext, Scanner } from "../scan-context";
import { isZip, readZip } from "../zip-reader/archive";
import type { ZipEntry } from "../zip-reader/entry";
import { kindOfZip } from "../zip-reader/kind";
import { findMember, openMember } from "../zip-reader/member";
import { walkZip } from "../zip-reader/walk";
import { manifest } from "./manifest";

const MANIFEST = /(^|\/)MAR-INF\/MANIFEST\.json$/i;
const MAX_MANIFEST_BYTES = 4 << 20;
/** Handlers that TorchServe brings along: naming one runs no code of the archive. */
const OWN_HANDLERS = /^(image_classifier|object_detector|text_classifier|image_segmenter|base_handler)$/;

async function matches(context: ScanContext): Promise<boolean> {
  return (await isZip(context)) && kindOfZip(await readZip(context.source, context.limits.maxEntries)) === "mar";
}

/** Members as of any zip, Python among them as code, and the manifest: what is loaded, from where, and what handles requests. */
async function scan(context: ScanContext): Promise<PartScan> {
  const { entries } = await readZip(context.source, context.limits.maxEntries);
  const out = await walkZip(context, ["mar"], {
    read: async (entry, source) =>
      /\.py$/i.test(entry.name) ? scanSource(context, source, entry.name, judgePython) : undefined,
  });
  for (const entry of entries.filter(({ name }) => MANIFEST.test(name))) await judgeManifest(context, out, entry);
  const code = entries.find(({ name }) => /\.py$/i.test(name));
  if (code !== undefined) {
    out.evidence.push({
      ...place(code),
      rule: "mar.code",
      verdict: "suspicious",
      severity: "medium",
      certainty: "certain",
      message: showText(`The archive carries Python source, ${code.name}, that the server runs`, 400),
    });
  }
  return out;
}

function place(entry: ZipEntry): Pick<ScanEvidence, "offset" | "member"> {
  return { offset: entry.headerOffset, member: entry.label };
}

async function judgeManifest(context: ScanContext, out: PartScan, entry: ZipEntry): Promise<void> {
  const opened = await openMember(context, entry);
  const bytes =
    opened === null || opened.source.size > MAX_MANIFEST_BYTES ? null : await opened.source.read(0, opened.source.size);
  const root = bytes === null ? undefined : parseJson(bytes);
  if (typeof root !== "object" || root === null) {
    out.reasons.push("malformed");
    out.evidence.push({
      ...place(entry),
      rule: "mar.manifest",
      verdict: "error",
      severity: "medium",
      certainty: "certain",
      message: "The archive's manifest cannot be read",
    });
    return;
  }
  for (const { pointer, value } of everyNode(root)) {
    if (typeof value !== "string") continue;
    const key = pointer.slice(pointer.lastIndexOf("/") + 1);
    for (const found of judgeValue(key, value)) {
      out.evidence.push({
        ...place(entry),
        ...found,
        certainty: "certain",
        pointer,
        message: showText(found.message, 400),
      });
    }
  }
}

type Found = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message"> & { refs?: string[] };

function judgeValue(key: string, value: string): Found[] {
  if (!/^(handler|serializedFile|modelFile|extraFiles|requirementsFile|service|configFile)$/.test(key)) return [];
  const out: Found[] = [];
  for (const path of value.split(",").map((part) => part.trim())) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
      out.push({
        rule: "mar.remote-file",
        verdict: "malicious",
        severity: "high",
        message: `The manifest takes its ${key} from ${path}`,
        refs: ["CWE-829"],
      });
    } else if (leavesFolder(path)) {
      out.push({
        rule: "mar.path-traversal",
        verdict: "malicious",
        severity: "high",
        message: `The manifest's ${key} ${path} lies outside the archive`,
        refs: ["CWE-22"],
      });
    } else if (key === "requirementsFile") {
      out.push({
        rule: "mar.requirements",
        verdict: "suspicious",
        severity: "low",
        message: `The server may install packages that ${path} names`,
      });
    } else if (key === "handler" && !OWN_HANDLERS.test(path)) {
      out.push({
        rule: "mar.handler",
        verdict: "suspicious",
        severity: "medium",
        message: `Requests are handled by ${path}, code of the archive`,
      });
    }
  }
  return out;
}

export const marScanner: Scanner = { manifest, matches, scan, findMember };
