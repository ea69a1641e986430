import { found } from "../found";
import { judgeTemplate } from "../jinja/judge";
import type { JsonText } from "../json/read";
import { type JsonNode, type JsonPath, pointerOf, textOf, walkJson } from "../json/value";
import type { PartScan } from "../part-scan";
import { escapes } from "../paths";
import { denyReason } from "../policy/judge";
import { KNOWN_LIBRARIES } from "./signs";

const MAX_EVIDENCE = 300;
const ATTENTION = /^_?(attn|experts)_implementation(_internal)?$/;

type Say = Pick<Parameters<typeof found>[0], "rule" | "verdict" | "severity" | "message" | "refs" | "import">;

/** Judges what a configuration makes its loader do: run code, load code from elsewhere, build classes, render templates. */
export function judgeConfig(out: PartScan, json: JsonText): void {
  const judge = new ConfigJudge(out, json);
  for (const { node, path, key } of walkJson(json.root)) {
    if (out.evidence.length >= MAX_EVIDENCE) return;
    judge.node(node, path, key);
  }
}

class ConfigJudge {
  constructor(
    private readonly out: PartScan,
    private readonly json: JsonText,
  ) {}

  private say(node: JsonNode, path: JsonPath, item: Say): void {
    this.out.evidence.push(found({ ...item, offset: this.json.byteAt(node.at), pointer: pointerOf(path) }));
  }

  node(node: JsonNode, path: JsonPath, key: string | null): void {
    if (key === "auto_map") this.autoMap(node, path);
    else if (key === "auto_mapping") this.autoMapping(node, path);
    else if (key === "trust_remote_code" && node.kind === "boolean" && node.value) {
      const message = "The configuration asks for code of the repository to be run";
      this.say(node, path, {
        rule: "hf.trust-remote-code",
        verdict: "suspicious",
        severity: "high",
        message,
        refs: ["CWE-829"],
      });
    } else if (key === "_target_") this.classPath(node, path, "hf.target", "to be built by the loader");
    else if (key === "custom_pipelines" || key === "custom_pipeline" || key === "custom_generate")
      this.custom(node, path, key);
    else if (key !== null && ATTENTION.test(key)) this.attention(node, path, key);
    if (path === null) this.root(node);
    if (node.kind === "string") this.template(node, path);
  }

  /** Values are `module.Class` or, from another repository, `owner/repo--module.Class`. */
  private autoMap(node: JsonNode, path: JsonPath): void {
    for (const { node: value, path: inner } of walkJson(node)) {
      const text = textOf(value);
      if (text === undefined) continue;
      const here = joined(path, inner);
      const [repo, target] = text.includes("--") ? text.split("--", 2) : [undefined, text];
      const why = escapes(target ?? "") ?? (/[\\/]/.test(target ?? "") ? "it holds a path" : undefined);
      if (why !== undefined) {
        const message = `auto_map runs ${text}, which lies outside the repository: ${why}`;
        this.say(value, here, {
          rule: "hf.auto-map-escape",
          verdict: "malicious",
          severity: "high",
          message,
          refs: ["CWE-22"],
        });
      } else if (repo !== undefined) {
        const message = `auto_map runs ${target} out of another repository, ${repo}`;
        this.say(value, here, {
          rule: "hf.remote-code",
          verdict: "suspicious",
          severity: "high",
          message,
          refs: ["CWE-829"],
        });
      } else {
        const message = `auto_map runs ${text} out of the repository's own code`;
        this.say(value, here, { rule: "hf.auto-map", verdict: "suspicious", severity: "medium", message });
      }
    }
  }

  /** peft imports `parent_library` by name. */
  private autoMapping(node: JsonNode, path: JsonPath): void {
    if (node.kind !== "object") return;
    for (const { key, value } of node.members) {
      const library = textOf(value);
      if (key !== "parent_library" || library === undefined || KNOWN_LIBRARIES.has(library.split(".")[0] ?? ""))
        continue;
      this.imported(
        value,
        { step: key, up: path },
        library,
        "",
        "hf.parent-library",
        "imported by the adapter's loader",
      );
    }
  }

  private imported(node: JsonNode, path: JsonPath, module: string, name: string, rule: string, what: string): void {
    const denied = denyReason(module, name === "" ? "x" : name);
    const shown = name === "" ? module : `${module}.${name}`;
    this.say(node, path, {
      rule,
      verdict: denied === undefined ? "suspicious" : "malicious",
      severity: denied === undefined ? "medium" : "high",
      message: `${shown} is ${what}${denied === undefined ? "" : `: ${denied.why}`}`,
      import: { module, name },
    });
  }

  private classPath(node: JsonNode, path: JsonPath, rule: string, what: string): void {
    const text = textOf(node);
    if (text === undefined) return;
    const dot = text.lastIndexOf(".");
    this.imported(node, path, dot > 0 ? text.slice(0, dot) : text, dot > 0 ? text.slice(dot + 1) : "", rule, what);
  }

  private custom(node: JsonNode, path: JsonPath, key: string): void {
    if (node.kind === "null" || (node.kind === "object" && node.members.length === 0)) return;
    const message = `${key} names code that runs when the model is loaded`;
    this.say(node, path, { rule: "hf.custom-pipeline", verdict: "suspicious", severity: "medium", message });
  }

  /** An attention written as `owner/repo` is fetched from there and run, whatever trust_remote_code says. */
  private attention(node: JsonNode, path: JsonPath, key: string): void {
    const text = textOf(node);
    if (text === undefined || !text.includes("/")) return;
    const internal = key.endsWith("_internal");
    this.say(node, path, {
      rule: "hf.remote-kernel",
      verdict: internal ? "malicious" : "suspicious",
      severity: "high",
      message: `${key} makes the loader fetch and run code from ${text}`,
      refs: ["CVE-2026-4372"],
    });
  }

  private root(node: JsonNode): void {
    if (node.kind === "array") this.modules(node);
    if (node.kind !== "object") return;
    const pipeline = node.members.some((m) => m.key === "_diffusers_version" || m.key === "_class_name");
    if (!pipeline) return;
    for (const { key, value } of node.members) {
      if (value.kind !== "array" || value.items.length !== 2) continue;
      const [module, name] = value.items.map(textOf);
      if (module === undefined || KNOWN_LIBRARIES.has(module.split(".")[0] ?? "")) continue;
      const path = { step: key, up: null };
      this.imported(value, path, module, name ?? "", "hf.pipeline-class", "loaded by the pipeline as code");
    }
  }

  /** sentence-transformers: a list of modules, each with the class to import and the folder to load it from. */
  private modules(node: JsonNode & { kind: "array" }): void {
    for (const [i, item] of node.items.entries()) {
      if (item.kind !== "object") continue;
      for (const { key, value } of item.members) {
        const text = textOf(value);
        if (text === undefined) continue;
        const path = { step: key, up: { step: i, up: null } };
        const why = key === "path" ? escapes(text) : undefined;
        if (why !== undefined) {
          const message = `A module is loaded from ${text}, outside the model: ${why}`;
          this.say(value, path, {
            rule: "hf.module-escape",
            verdict: "malicious",
            severity: "high",
            message,
            refs: ["CWE-22"],
          });
        }
        if (key === "type" && !text.startsWith("sentence_transformers."))
          this.classPath(value, path, "hf.module-class", "imported as a module of the model");
      }
    }
  }

  /** Any text with a template's tags is judged; under a template's own key every finding counts. */
  private template(node: JsonNode & { kind: "string" }, path: JsonPath): void {
    if (!/\{[{%#]/.test(node.value)) return;
    const named = stepsOf(path).some((step) => typeof step === "string" && /template/i.test(step));
    for (const { at, ...item } of judgeTemplate(node.value)) {
      if (!named && item.verdict !== "malicious") continue;
      this.out.evidence.push(found({ ...item, offset: this.json.byteAt(node.at, at), pointer: pointerOf(path) }));
    }
  }
}

function stepsOf(path: JsonPath): (string | number)[] {
  return path === null ? [] : [...stepsOf(path.up), path.step];
}

/** The way to `inner`, walked from a node at `outer`. */
function joined(outer: JsonPath, inner: JsonPath): JsonPath {
  return inner === null ? outer : { step: inner.step, up: joined(outer, inner.up) };
}
