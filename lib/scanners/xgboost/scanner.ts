import { found, malformed } from "../found";
import { brokenJson, claimJson, type JsonText, readJson } from "../json/read";
import { type JsonNode, member, textOf, walkJson } from "../json/value";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { treeProblem } from "../trees";
import { manifest } from "./manifest";
import { readUbj, type Ubj, UbjError, UbjObject } from "./ubj";

const MAX_EVIDENCE = 100;
const BOOSTERS = new Set(["gbtree", "gblinear", "dart"]);
/** The old binary form; nothing of it but its mark is read. */
const BINARY = "binf";

type Kind = "json" | "ubj" | "binary" | null;

async function kindOf({ source, head }: ScanContext): Promise<Kind> {
  if (head.toString("latin1", 0, 4) === BINARY) return "binary";
  if (startsAsUbj(head)) return "ubj";
  const read = await readJson(source, head);
  if (read.kind === "json") return isLearner(member(read.root, "learner")) ? "json" : null;
  return read.kind === "broken" &&
    /"learner"\s*:/.test(read.start) &&
    /"(gradient_booster|learner_model_param)"\s*:|^\s*\{\s*"learner"/.test(read.start)
    ? "json"
    : null;
}

/** An object whose first key is one of the model's own, its length of 7 written before it. */
function startsAsUbj(head: Buffer): boolean {
  if (head[0] !== 0x7b || !"iUIulmLM$#".includes(String.fromCharCode(head[1] ?? 0))) return false;
  const start = head.subarray(0, 48);
  return ["learner", "version"].some((key) => {
    const at = start.indexOf(key);
    return at > 2 && start[at - 1] === key.length;
  });
}

function isLearner(node: JsonNode | undefined): boolean {
  return ["gradient_booster", "learner_model_param", "objective"].some((key) => member(node, key) !== undefined);
}

async function scan(context: ScanContext): Promise<PartScan> {
  const kind = await kindOf(context);
  if (kind === "json") return scanJson(context);
  if (kind === "ubj") return scanUbj(context);
  const out = emptyPart("xgboost-binary");
  out.parsed.push({ from: 0, to: 4 });
  out.reasons.push("unsupported_format");
  return out;
}

async function scanJson({ source, head }: ScanContext): Promise<PartScan> {
  const out = emptyPart("xgboost");
  const read = await readJson(source, head);
  if (read.kind === "broken") out.evidence.push(brokenJson("xgboost.json", out, read));
  if (read.kind !== "json") return out;
  claimJson(out, source.size, read);
  const booster = member(member(member(read.root, "learner"), "gradient_booster"), "name");
  judgeBooster(out, textOf(booster), booster === undefined ? 0 : read.byteAt(booster.at));
  judgeTrees(out, read);
  return out;
}

function judgeBooster(out: PartScan, name: string | undefined, offset: number): void {
  if (name === undefined || BOOSTERS.has(name)) return;
  const message = `The booster ${name} is none of XGBoost's own`;
  out.evidence.push(
    found({
      rule: "xgboost.unknown-booster",
      verdict: "suspicious",
      severity: "medium",
      offset,
      pointer: "/learner/gradient_booster/name",
      message,
    }),
  );
}

function numbers(node: JsonNode | undefined): number[] | undefined {
  return node?.kind === "array"
    ? node.items.map((item) => (item.kind === "number" ? item.value : Number.NaN))
    : undefined;
}

function judgeTrees(out: PartScan, json: JsonText): void {
  let index = -1;
  for (const { node } of walkJson(json.root)) {
    const left = node.kind === "object" ? numbers(member(node, "left_children")) : undefined;
    if (left === undefined) continue;
    index += 1;
    const right = numbers(member(node, "right_children")) ?? [];
    const nodes = Number(textOf(member(member(node, "tree_param"), "num_nodes")) ?? left.length);
    sayTree(out, index, json.byteAt(node.at), treeProblem({ left, right, nodes }));
  }
}

function sayTree(out: PartScan, index: number, offset: number, problem: string | undefined): void {
  if (problem === undefined || out.evidence.length >= MAX_EVIDENCE) return;
  if (!out.reasons.includes("malformed")) out.reasons.push("malformed");
  out.evidence.push(
    malformed(
      "xgboost.tree",
      offset,
      `Tree ${index} cannot be walked: ${problem}`,
      `/learner/gradient_booster/model/trees/${index}`,
    ),
  );
}

async function scanUbj({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("xgboost-ubj");
  try {
    const { value, end } = await readUbj(source);
    out.parsed.push({ from: 0, to: end });
    judgeUbj(out, value);
  } catch (error) {
    if (!(error instanceof UbjError)) throw error;
    out.parsed.push({ from: 0, to: Math.min(error.at, source.size) });
    out.reasons.push(error.reason);
    out.evidence.push(malformed("xgboost.ubj", error.at, `The model cannot be read: ${error.message}`));
  }
  return out;
}

function judgeUbj(out: PartScan, root: Ubj): void {
  const open: { value: Ubj; at: number; path: string }[] = [{ value: root, at: 0, path: "" }];
  let index = -1;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, at, path } = next;
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--)
        if (typeof value[i] === "object") open.push({ value: value[i] ?? null, at, path: `${path}/${i}` });
    }
    if (!(value instanceof UbjObject)) continue;
    const keys = new Set<string>();
    for (const item of value.members) {
      if (keys.has(item.key)) {
        const message = `The key ${item.key} stands twice in one object: readers disagree which one counts`;
        out.evidence.push(
          found({
            rule: "xgboost.duplicate-key",
            verdict: "suspicious",
            severity: "medium",
            offset: item.at,
            pointer: path,
            message,
          }),
        );
      }
      keys.add(item.key);
      if (path === "/learner/gradient_booster" && item.key === "name" && typeof item.value === "string")
        judgeBooster(out, item.value, item.at);
    }
    for (const item of [...value.members].reverse())
      open.push({ value: item.value, at: item.at, path: `${path}/${item.key}`.slice(0, 300) });
    const left = value.get("left_children");
    if (!Array.isArray(left)) continue;
    index += 1;
    const right = value.get("right_children");
    const param = value.get("tree_param");
    const nodes = param instanceof UbjObject ? Number(param.get("num_nodes") ?? left.length) : left.length;
    const lists = { left: left.map(Number), right: Array.isArray(right) ? right.map(Number) : [], nodes };
    sayTree(out, index, at, treeProblem(lists));
  }
}

export const xgboostScanner: Scanner = { manifest, matches: async (context) => (await kindOf(context)) !== null, scan };
