import { type Found, found } from "../found";
import type { JsonText } from "../json/read";
import { type JsonNode, type JsonPath, member, membersOf, pointerOf, textOf, walkJson } from "../json/value";
import type { PartScan } from "../part-scan";
import { denyReason } from "../policy/judge";
import { PRIVATE_STDLIB, STDLIB } from "../policy/stdlib";
import {
  CODE_NAMES,
  DENIED_KERAS,
  KERAS_MODULE,
  KNOWN_CLASSES,
  KNOWN_FUNCTIONS,
  READS_ELSEWHERE,
  VOCABULARY_LAYERS,
} from "./known";
import { textsOfMarshal, wordsOf } from "./marshal";

const MAX_EVIDENCE = 300;
const MAX_CODE_CHARS = 4 << 20;
const LAMBDA_REFS = ["CVE-2024-3660", "CVE-2025-9905", "CWE-502"];

type Say = Omit<Found, "offset" | "pointer">;
type ObjectNode = JsonNode & { kind: "object" };

/** True for a Keras model or layer as JSON: an object that names a class and gives its configuration, or wraps one that does. */
export function isKerasConfig(root: JsonNode): boolean {
  const topology = member(root, "modelTopology") ?? root;
  return [topology, member(topology, "model_config"), member(topology, "keras_model")].some(
    (node) => node !== undefined && isLayer(node),
  );
}

function isLayer(root: JsonNode): boolean {
  const named = textOf(member(root, "class_name")) !== undefined;
  return named && ["config", "module", "registered_name"].some((key) => member(root, key) !== undefined);
}

/**
 * Judges every object with a class, wherever it stands: Keras builds them all. `prefix` stands before pointers where the JSON
 * is itself inside something. Evidence goes to `out`.
 */
export function judgeKeras(out: PartScan, json: Pick<JsonText, "root" | "byteAt">, prefix = ""): void {
  const judge = new KerasJudge(out, json, prefix);
  for (const { node, path, key } of walkJson(json.root)) {
    if (out.evidence.length >= MAX_EVIDENCE) return;
    if (node.kind === "object") judge.object(node, path, key);
  }
}

class KerasJudge {
  private readonly lambdas = new Set<JsonNode>();
  constructor(
    private readonly out: PartScan,
    private readonly json: Pick<JsonText, "byteAt">,
    private readonly prefix: string,
  ) {}

  private say(node: JsonNode, path: JsonPath, item: Say): void {
    this.out.evidence.push(
      found({ ...item, offset: this.json.byteAt(node.at), pointer: `${this.prefix}${pointerOf(path)}` }),
    );
  }

  /** Every reading of repeated keys is judged: any class name with any module. */
  object(node: ObjectNode, path: JsonPath, key: string | null): void {
    if (this.lambdas.has(node)) return;
    const names = membersOf(node, "class_name").flatMap((n) => textOf(n) ?? []);
    const modules = membersOf(node, "module").flatMap((n) => textOf(n) ?? []);
    const registered = membersOf(node, "registered_name").flatMap((n) => textOf(n) ?? []);
    if (textOf(member(node, "function_type")) === "lambda" && names.length === 0) this.lambda(node, path, node);
    for (const name of names) {
      for (const module of modules.length === 0 ? [null] : modules) this.named(node, path, name, module, registered);
      if (VOCABULARY_LAYERS.has(name)) this.vocabulary(node, path, name);
    }
    // A configuration under a layer's key, with a module and no class: Keras takes the function of that name.
    if (names.length === 0 && key !== null && modules.length > 0 && textOf(member(node, "config")) !== undefined)
      for (const module of modules) this.named(node, path, "function", module, registered);
  }

  private named(node: ObjectNode, path: JsonPath, name: string, module: string | null, registered: string[]): void {
    const aliases = registered.map((alias) => alias.slice(alias.lastIndexOf(">") + 1));
    if (name === "__lambda__" || name === "Lambda" || aliases.includes("Lambda") || aliases.includes("__lambda__")) {
      this.lambda(node, path, member(node, "config") ?? node);
      return;
    }
    const isFunction = name === "function" || name === "builtin_function_or_method";
    const target = isFunction ? (textOf(member(node, "config")) ?? "") : name;
    for (const one of new Set([target, name, ...aliases])) if (this.denied(node, path, one)) return;
    if (module === null || KERAS_MODULE.test(module)) this.ofKeras(node, path, target, module, registered, isFunction);
    else this.elsewhere(node, path, target, module, isFunction);
  }

  private denied(node: JsonNode, path: JsonPath, name: string): boolean {
    const why = DENIED_KERAS.get(name);
    const reads = READS_ELSEWHERE.get(name);
    if (why !== undefined) {
      const refs = [...(why.match(/CVE-[\d-]+/g) ?? []), "CWE-502"];
      this.say(node, path, {
        rule: "keras.denied-name",
        verdict: "malicious",
        severity: "high",
        message: `The model uses ${name}, which ${why}`,
        refs,
      });
    } else if (reads !== undefined) {
      this.say(node, path, {
        rule: "keras.reads-elsewhere",
        verdict: "suspicious",
        severity: "medium",
        message: `The layer ${name} ${reads}`,
      });
    }
    return why !== undefined || reads !== undefined;
  }

  private ofKeras(
    node: JsonNode,
    path: JsonPath,
    name: string,
    module: string | null,
    registered: string[],
    isFunction: boolean,
  ): void {
    const custom = registered.find((alias) => alias.includes(">") && !alias.startsWith("keras"));
    if (custom === undefined && (isFunction ? KNOWN_FUNCTIONS : KNOWN_CLASSES).has(name)) return;
    // `Custom>Name` is how Keras writes a class that the loader must have registered.
    const shown = custom ?? (module === null ? name : `${module}.${name}`);
    const message = `${shown} is no class of Keras: the loader must bring its code along`;
    this.say(node, path, {
      rule: "keras.custom-object",
      verdict: "suspicious",
      severity: "medium",
      certainty: "likely",
      message,
    });
  }

  /** A module that Keras imports by name to find the class in it. */
  private elsewhere(node: JsonNode, path: JsonPath, name: string, module: string, isFunction: boolean): void {
    const top = module.split(".")[0] ?? "";
    if (module === "builtins" && !isFunction && KNOWN_CLASSES.has(name)) return;
    const denied = denyReason(module, name === "" ? "x" : name);
    // `builtins` with a plain name is how Keras 3 writes a function of the model's author.
    const standard = denied === undefined && module !== "builtins" && (STDLIB.has(top) || PRIVATE_STDLIB.has(top));
    const bad = denied !== undefined || standard;
    this.say(node, path, {
      rule: bad ? "keras.module" : "keras.custom-object",
      verdict: bad ? "malicious" : "suspicious",
      severity: bad ? "critical" : "medium",
      certainty: bad ? "certain" : "likely",
      message: `Building the model imports ${module} and takes ${name} from it${denied === undefined ? "" : `: ${denied.why}`}`,
      import: { module, name },
      refs: bad ? ["CVE-2025-1550", "CWE-502"] : ["CWE-829"],
    });
  }

  private vocabulary(node: JsonNode, path: JsonPath, name: string): void {
    const file = textOf(member(member(node, "config"), "vocabulary"));
    if (file === undefined) return;
    const message = `The layer ${name} reads its vocabulary from ${file} while the model is built`;
    this.say(node, path, {
      rule: "keras.vocabulary-path",
      verdict: "suspicious",
      severity: "medium",
      message,
      refs: ["CVE-2025-12058"],
    });
  }

  /** A function stored as code. Its bytes are looked through for names, never run. */
  private lambda(node: JsonNode, path: JsonPath, config: JsonNode): void {
    // What stands below is this Lambda's own code and no second one.
    this.lambdas.add(config).add(member(config, "function") ?? config);
    const texts = [...codeTexts(config)];
    const names = new Set<string>();
    let code = false;
    for (const text of texts) {
      const decoded = textsOfMarshal(Buffer.from(text.replace(/\s/g, ""), "base64"));
      if (!decoded.code) continue;
      code = true;
      for (const word of wordsOf(decoded.names)) names.add(word);
    }
    const bad = [...names].filter(
      (word) =>
        CODE_NAMES.has(word) || (/^__\w+__$/.test(word) && !/^__(init|name|doc|main|call|class_getitem)__$/.test(word)),
    );
    if (bad.length > 0) {
      const message = `A Lambda's code uses ${bad.slice(0, 10).join(", ")}`;
      this.say(node, path, {
        rule: "keras.lambda-code",
        verdict: "malicious",
        severity: "critical",
        message,
        refs: LAMBDA_REFS,
      });
    } else {
      const uses = code ? `code that uses ${[...names].slice(0, 12).join(", ") || "no names"}` : "a function by name";
      const message = `A Lambda layer carries ${uses}: it runs when the model is loaded`;
      this.say(node, path, {
        rule: "keras.lambda",
        verdict: "suspicious",
        severity: "high",
        message,
        refs: LAMBDA_REFS,
      });
    }
  }
}

/** Every text below a Lambda that may be base64 of a code object. */
function* codeTexts(config: JsonNode): Generator<string> {
  for (const { node } of walkJson(config)) {
    if (
      node.kind === "string" &&
      node.value.length >= 8 &&
      node.value.length <= MAX_CODE_CHARS &&
      /^[\w+/=\s-]+$/.test(node.value)
    )
      yield node.value;
  }
}
