import { found } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { readXml, rootElement, type XmlElement } from "../xml/read";
import { manifest } from "./manifest";

const MAX_EVIDENCE = 100;
/** What a text in an extension must not do: start processes, reach the runtime, run scripts. */
const CODE =
  /java\.lang\.(Runtime|ProcessBuilder|reflect|ClassLoader|System)|javax\.script|Runtime\.getRuntime|ProcessBuilder|<script|os\.system|subprocess|__import__|\beval\s*\(|\bexec\s*\(|powershell|cmd\.exe|\/bin\/(ba)?sh|system2?\s*\(/i;
/** A function called by a dotted name is a class of the evaluator's own language. */
const CLASS = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+$/;

async function matches({ head }: ScanContext): Promise<boolean> {
  return rootElement(head) === "PMML";
}

async function scan({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("pmml");
  const defined = new Set<string>();
  const called: XmlElement[] = [];
  const say = (at: number, path: string, bad: boolean, rule: string, message: string) => {
    if (out.evidence.length >= MAX_EVIDENCE) return;
    out.evidence.push(
      found({
        rule,
        verdict: bad ? "malicious" : "suspicious",
        severity: bad ? "high" : "medium",
        certainty: "likely",
        offset: at,
        pointer: path,
        message,
      }),
    );
  };
  await readXml(source, out, "pmml", {
    open: (element) => {
      const { name, attributes, at, path } = element;
      if (name === "DefineFunction" && attributes.name !== undefined) defined.add(attributes.name);
      if (name === "Apply") called.push(element);
      const inside = path.includes("/Extension");
      if (!inside) return;
      const text = `<${name} ${Object.values(attributes).join(" ")}`;
      if (CODE.test(text)) say(at, path, true, "pmml.extension-code", `An extension holds code: ${text}`);
    },
    text: (text, at, path) => {
      if (path.includes("/Extension") && CODE.test(text))
        say(at, path, true, "pmml.extension-code", `An extension holds code: ${text.trim()}`);
    },
  });
  for (const { attributes, at, path } of called) {
    const name = attributes.function ?? "";
    if (!CLASS.test(name) || defined.has(name)) continue;
    const bad = CODE.test(name);
    say(
      at,
      path,
      bad,
      "pmml.class-function",
      `A function is called by the name of a class, ${name}, which the evaluator loads`,
    );
  }
  return out;
}

export const pmmlScanner: Scanner = { manifest, matches, scan };
