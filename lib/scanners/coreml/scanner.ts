import { type Found, found } from "../found";
import { pointerOf } from "../json/value";
import { emptyPart, type PartScan } from "../part-scan";
import { escapes } from "../paths";
import { probeMessage } from "../protobuf/probe";
import { newWalk, scanMessage } from "../protobuf/scan-message";
import { type ProtoMessage, textOf } from "../protobuf/walk";
import type { ScanContext, Scanner } from "../scan-context";
import { manifest } from "./manifest";
import { COREML } from "./schema";

const MAX_EVIDENCE = 200;
/** Where a model's package keeps its weights. */
const IN_PACKAGE = "@model_path/";

/** Nothing marks the format: a version, a description and one kind of model, to the end unless the name promises one. */
async function matches({ source, head, name }: ScanContext): Promise<boolean> {
  if (head[0] !== 0x08 || source.size < 6) return false;
  const probe = await probeMessage(source, COREML.Model ?? {}, 0, source.size, false, head);
  if (probe === null || !probe.counts.has(1)) return false;
  if (!probe.whole) return /\.mlmodel$/i.test(name);
  return [...probe.counts.keys()].some((number) => number >= 200) && probe.counts.has(2);
}

async function scan(context: ScanContext): Promise<PartScan> {
  const out = emptyPart("coreml");
  await scanMessage(
    context,
    out,
    COREML,
    "Model",
    newWalk((message) => judge(out, message)),
    "coreml.message",
  );
  return out;
}

function judge(out: PartScan, message: ProtoMessage): void {
  const say = (item: Omit<Found, "offset" | "pointer">) => {
    if (out.evidence.length < MAX_EVIDENCE)
      out.evidence.push(found({ ...item, offset: message.at, pointer: pointerOf(message.path) }));
  };
  if (message.type === "Custom") {
    const text = `The class ${textOf(message, "className")} is code that the application must bring along`;
    say({ rule: "coreml.custom-class", verdict: "suspicious", severity: "medium", message: text, refs: ["CWE-829"] });
  } else if (message.type === "FileText" || message.type === "Blob") {
    const file = textOf(message, message.type === "Blob" ? "fileName" : "defaultValue");
    const inside = file.startsWith(IN_PACKAGE) ? file.slice(IN_PACKAGE.length) : file;
    const why = file === "" ? undefined : escapes(inside);
    if (why !== undefined)
      say({
        rule: "coreml.outside-file",
        verdict: "malicious",
        severity: "high",
        message: `The model reads ${file}, outside its package: ${why}`,
        refs: ["CWE-22"],
      });
    else if (message.type === "FileText" && file !== "")
      say({
        rule: "coreml.linked-model",
        verdict: "suspicious",
        severity: "low",
        message: `The model loads another one, ${file}`,
      });
  } else if (message.type === "Operation" && /^custom/i.test(textOf(message, "type"))) {
    const text = `The operator ${textOf(message, "type")} is code that the application must bring along`;
    say({ rule: "coreml.custom-class", verdict: "suspicious", severity: "medium", message: text });
  }
}

export const coremlScanner: Scanner = { manifest, matches, scan };
