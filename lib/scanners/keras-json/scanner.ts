import { brokenJson, claimJson, readJson } from "../json/read";
import { type JsonNode, member } from "../json/value";
import { isKerasConfig, judgeKeras } from "../keras-config/judge";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { manifest } from "./manifest";

/** What Keras writes beside a model's configuration: its version and a date. */
function isMetadata(root: JsonNode): boolean {
  return member(root, "keras_version") !== undefined && root.kind === "object" && root.members.length <= 4;
}

async function matches({ source, head }: ScanContext): Promise<boolean> {
  const read = await readJson(source, head);
  if (read.kind === "json") return isKerasConfig(read.root) || isMetadata(read.root);
  return read.kind === "broken" && /"class_name"\s*:/.test(read.start) && /"(config|layers)"\s*:/.test(read.start);
}

async function scan({ source, head }: ScanContext): Promise<PartScan> {
  const out = emptyPart("keras");
  const read = await readJson(source, head);
  if (read.kind === "broken") out.evidence.push(brokenJson("keras.json", out, read));
  if (read.kind !== "json") return out;
  claimJson(out, source.size, read);
  judgeKeras(out, read);
  return out;
}

export const kerasJsonScanner: Scanner = { manifest, matches, scan };
