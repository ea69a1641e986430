import { emptyPart, type PartScan } from "../part-scan";
import { probeMessage } from "../protobuf/probe";
import { newWalk, scanMessage } from "../protobuf/scan-message";
import type { ScanContext, Scanner } from "../scan-context";
import { OnnxJudge } from "./judge";
import { manifest } from "./manifest";
import { ONNX } from "./schema";

const GRAPH = 7;
const OPSET = 8;
const FUNCTIONS = 25;

/** Nothing marks the format: the top must read as a model, to the end unless the name promises one. */
async function matches({ source, head, name }: ScanContext): Promise<boolean> {
  const first = head[0] ?? 0;
  if (head.length < 4 || (first & 7) > 2 || first < 8) return false;
  const probe = await probeMessage(source, ONNX.Model ?? {}, 0, source.size, false, head);
  if (probe === null) return false;
  if (!probe.whole) return /\.onnx$/i.test(name);
  return (probe.counts.has(GRAPH) && probe.counts.size > 1) || (probe.counts.has(FUNCTIONS) && probe.counts.has(OPSET));
}

async function scan(context: ScanContext): Promise<PartScan> {
  const out = emptyPart("onnx");
  const judge = new OnnxJudge(out);
  await scanMessage(
    context,
    out,
    ONNX,
    "Model",
    newWalk((message) => judge.leave(message)),
    "onnx.message",
  );
  judge.finish();
  return out;
}

export const onnxScanner: Scanner = { manifest, matches, scan };
