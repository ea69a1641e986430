import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { everyNode, parseJson } from "../json-text";
import { emptyPart, type PartScan } from "../part-scan";
import { type ImportJudgement, judgeImport, weighImport } from "../policy/judge";
import type { ScanContext, Scanner } from "../scan-context";
import { isZip, readZip } from "../zip-reader/archive";
import type { ZipEntry } from "../zip-reader/entry";
import { openMember } from "../zip-reader/member";
import { manifest } from "./manifest";

const MAX_SCHEMA_BYTES = 64 << 20;
const MAX_ROWS = 500;
/** Classes that the format itself writes for plain values; building one runs nothing. */
const PLAIN = new Set(
  `builtins.str builtins.int builtins.float builtins.bool builtins.dict builtins.list builtins.tuple builtins.set builtins.bytes
  builtins.bytearray builtins.slice builtins.NoneType builtins.complex collections.OrderedDict collections.defaultdict
  numpy.ndarray numpy.dtype numpy.generic`.split(/\s+/),
);
const LOADERS = new Set(
  `CachedNode DictNode DefaultDictNode ListNode SetNode TupleNode BytesNode BytearrayNode SliceNode FunctionNode MethodNode
  PartialNode TypeNode ConstructorFromReduceNode ObjectNode JsonNode OperatorFuncNode NdArrayNode MaskedArrayNode DTypeNode
  RandomStateNode RandomGeneratorNode SparseMatrixNode LossNode TreeNode QuantileForestNode _DictWithDeprecatedKeysNode
  ReduceNode`.split(/\s+/),
);

/** The schema, which says what is built from what. The `zip` scanner walks the members, this one judges the schema. */
async function schemaOf(context: ScanContext): Promise<ZipEntry | undefined> {
  if (!(await isZip(context))) return undefined;
  const { entries } = await readZip(context.source, context.limits.maxEntries);
  return entries.find((entry) => entry.name === "schema.json");
}

async function matches(context: ScanContext): Promise<boolean> {
  return (await schemaOf(context)) !== undefined;
}

async function scan(context: ScanContext): Promise<PartScan> {
  const out = emptyPart();
  const entry = await schemaOf(context);
  const opened = entry === undefined ? null : await openMember(context, entry);
  if (entry === undefined || opened === null || opened.source.size > MAX_SCHEMA_BYTES) return out;
  const schema = parseJson(await opened.source.read(0, opened.source.size));
  // Other formats have a schema.json too; one of skops names a class to build at its root.
  if (!isNode(schema) && !/\.skops$/i.test(context.name)) return out;
  out.formats.push("skops");
  const say = (found: Found, pointer: string) =>
    out.evidence.push({
      ...found,
      offset: entry.dataOffset,
      memberOffset: 0,
      member: entry.label,
      pointer,
      ...(opened.compressed && { compressed: true }),
      message: showText(found.message, 400),
    });
  if (!isNode(schema)) {
    out.reasons.push("malformed");
    say(
      {
        rule: "skops.schema",
        verdict: "error",
        severity: "medium",
        certainty: "certain",
        message: "schema.json cannot be read as a schema of skops",
      },
      "",
    );
    return out;
  }
  const seen = new Set<string>();
  for (const { pointer, value } of everyNode(schema)) {
    if (!isNode(value)) continue;
    for (const found of judgeNode(value)) {
      const key = `${found.rule}\n${found.message}`;
      if (seen.has(key) || seen.size >= MAX_ROWS) continue;
      seen.add(key);
      say(found, pointer);
    }
  }
  return out;
}

type Node = { __module__: string; __class__: string; __loader__?: unknown; content?: unknown };
type Found = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "certainty" | "message"> &
  Partial<Pick<ScanEvidence, "import" | "refs">>;

function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  const { __module__: module, __class__: name } = value as Record<string, unknown>;
  return typeof module === "string" && typeof name === "string";
}

function judgeNode(node: Node): Found[] {
  const { __module__: module, __class__: name, __loader__: loader } = node;
  const out: Found[] = [];
  if (!PLAIN.has(`${module}.${name}`)) out.push(...importFound(module, name, judgeImport(module, name, 4)));
  if (typeof loader !== "string" || !LOADERS.has(loader)) {
    out.push({
      rule: "skops.unknown-loader",
      verdict: "suspicious",
      severity: "medium",
      certainty: "likely",
      message: `${module}.${name} is built by ${String(loader).slice(0, 100)}, which skops does not have`,
    });
  }
  if (loader === "OperatorFuncNode" && module !== "operator") {
    out.push({
      rule: "skops.operator-elsewhere",
      verdict: "malicious",
      severity: "high",
      certainty: "certain",
      message: `${module}.${name} poses as a function of operator`,
      import: { module, name },
      refs: ["CVE-2025-54412"],
    });
  }
  if (loader === "MethodNode") out.push(...judgeMethod(node));
  return out;
}

function importFound(module: string, name: string, judgement: ImportJudgement): Found[] {
  const weight = weighImport(judgement.class, true);
  if (weight === undefined) return [];
  return [
    {
      ...weight,
      rule: weight.rule.replace(/^pickle\./, "skops."),
      import: { module, name },
      message: `The schema builds ${module}.${name}: ${judgement.why}`,
      refs: ["CWE-502"],
    },
  ];
}

/** A method is reached through an object that must be of the class the node claims; else anything can be reached. */
function judgeMethod({ __module__: module, __class__: name, content }: Node): Found[] {
  const { obj, func } = typeof content === "object" && content !== null ? (content as Record<string, unknown>) : {};
  const same = isNode(obj) && obj.__module__ === module && obj.__class__ === name;
  const method = typeof func === "string" ? func : "no method";
  if (same && /^[A-Za-z]\w*$/.test(method)) {
    return [
      {
        rule: "skops.method",
        verdict: "suspicious",
        severity: "medium",
        certainty: "likely",
        message: `The schema takes the method ${method} of ${module}.${name}`,
      },
    ];
  }
  return [
    {
      rule: "skops.method-elsewhere",
      verdict: "malicious",
      severity: "high",
      certainty: "certain",
      message: `The schema claims ${module}.${name} and takes ${method} of something else`,
      refs: ["CVE-2025-54413"],
    },
  ];
}

export const skopsScanner: Scanner = { manifest, matches, scan };
