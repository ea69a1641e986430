import { found } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { readXml, rootElement } from "../xml/read";
import { manifest } from "./manifest";

const MAX_EVIDENCE = 100;
/** Sets of operators that the runtime brings along. */
const OPSET =
  /^(opset\d{1,2}|experimental|ie_internal_opset|type_relaxed_opset|gpu_opset|cpu_plugin_opset|SnippetsOpset)$/;

async function matches({ head }: ScanContext): Promise<boolean> {
  return rootElement(head) === "net" && /<net\b[^>]*\bversion=/.test(head.toString("latin1"));
}

async function scan({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("openvino");
  const custom = new Map<string, { at: number; path: string; count: number }>();
  let layers = false;
  await readXml(source, out, "openvino", {
    open: ({ name, attributes, at, path }) => {
      layers ||= name === "layers";
      if (name !== "layer" || OPSET.test(attributes.version ?? "opset1")) return;
      const key = `${attributes.type ?? "?"} of ${attributes.version}`;
      const known = custom.get(key);
      if (known !== undefined) known.count += 1;
      else custom.set(key, { at, path: `${path}[${attributes.name ?? attributes.id ?? ""}]`, count: 1 });
    },
  });
  for (const [key, { at, path, count }] of [...custom].slice(0, MAX_EVIDENCE)) {
    const message = `The operator ${key} comes from a library that the loader must bring along`;
    out.evidence.push(
      found({
        rule: "openvino.custom-op",
        verdict: "suspicious",
        severity: "medium",
        certainty: "likely",
        offset: at,
        pointer: path,
        count,
        message,
      }),
    );
  }
  if (!layers && out.evidence.length === 0) out.reasons.push("unsupported_format");
  return out;
}

export const openvinoScanner: Scanner = { manifest, matches, scan };
