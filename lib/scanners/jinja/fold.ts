import type { Arg, Expr } from "./tree";

/** What an expression of constants comes to; undefined where it depends on anything else. */
export type Folded = string | number | Folded[] | undefined;

const MAX_CHARS = 4096;
const MAX_DEPTH = 40;
const SAME = new Set(["safe", "escape", "e", "string", "list", "forceescape"]);
const TRIMS = new Set(["trim", "strip", "lstrip", "rstrip"]);

/**
 * Works out texts that a template puts together from constants: joining, repeating, slicing, replacing, formatting. Only
 * plain operations on short texts are done; nothing of the template is ever run.
 */
export function fold(node: Expr, known: ReadonlyMap<string, Folded>, depth = 0): Folded {
  if (depth > MAX_DEPTH) return undefined;
  const again = (inner: Expr) => fold(inner, known, depth + 1);
  switch (node.t) {
    case "text":
      return node.value.length > MAX_CHARS ? undefined : node.value;
    case "number":
      return node.value;
    case "name":
      return known.get(node.name);
    case "list": {
      if (node.items.length > MAX_CHARS) return undefined;
      const items = node.items.map(again);
      return items.includes(undefined) ? undefined : items;
    }
    case "binary":
      return chain(node, again);
    case "item":
      return node.key.t === "slice"
        ? sliced(again(node.of), node.key.parts, again)
        : picked(again(node.of), again(node.key));
    case "filter":
      return node.of === null ? undefined : applied(node.name, again(node.of), node.args, again);
    case "call":
      return called(node, again);
    default:
      return undefined;
  }
}

type Again = (node: Expr) => Folded;

function short(text: string): Folded {
  return text.length > MAX_CHARS ? undefined : text;
}

/** A long `a + b + c` leans to the left: it is walked, not recursed into. */
function chain(node: Expr & { t: "binary" }, again: Again): Folded {
  const links: { op: string; right: Expr }[] = [];
  let first: Expr = node;
  while (first.t === "binary") {
    links.push({ op: first.op, right: first.right });
    first = first.left;
  }
  let value = again(first);
  for (let i = links.length - 1; i >= 0 && value !== undefined; i--) {
    const link = links[i];
    if (link !== undefined) value = combined(link.op, value, again(link.right));
  }
  return value;
}

function combined(op: string, left: Folded, right: Folded): Folded {
  if (left === undefined || right === undefined) return undefined;
  if (op === "~") return Array.isArray(left) || Array.isArray(right) ? undefined : short(`${left}${right}`);
  if (op === "+") {
    if (typeof left === "string" && typeof right === "string") return short(left + right);
    if (typeof left === "number" && typeof right === "number") return left + right;
    return Array.isArray(left) && Array.isArray(right) && left.length + right.length <= MAX_CHARS
      ? [...left, ...right]
      : undefined;
  }
  if (op === "*") {
    const [text, times] = typeof left === "string" ? [left, right] : [right, left];
    if (typeof left === "number" && typeof right === "number") return left * right;
    if (typeof text !== "string" || typeof times !== "number" || text.length * times > MAX_CHARS) return undefined;
    return text.repeat(Math.max(0, Math.trunc(times)));
  }
  if (op === "%" && typeof left === "string") return formatted(left, Array.isArray(right) ? right : [right]);
  if (op === "-" && typeof left === "number" && typeof right === "number") return left - right;
  return undefined;
}

/** Python's `%c %s %d` and, for `format`, `{}` and `{0}`. */
function formatted(text: string, values: Folded[]): Folded {
  let next = 0;
  const out = text.replace(/%([csd%])|\{(\d*)(?::c)?\}/g, (whole: string, kind?: string, index?: string) => {
    if (kind === "%") return "%";
    const value = values[index !== undefined && index !== "" ? Number(index) : next++];
    if (value === undefined) return whole;
    const letter = (kind === "c" || whole.endsWith(":c}")) && typeof value === "number";
    return letter ? String.fromCodePoint(Math.min(0x10ffff, Math.max(0, Math.trunc(value)))) : String(value);
  });
  return short(out);
}

function sliced(value: Folded, parts: (Expr | null)[], again: Again): Folded {
  if (typeof value !== "string" && !Array.isArray(value)) return undefined;
  const [from, to, step] = parts.map((part) => (part === null ? null : again(part)));
  if (from === undefined && parts.length > 0 && parts[0] !== null) return undefined;
  const letters: Folded[] = typeof value === "string" ? [...value] : value;
  const stride = typeof step === "number" ? step : 1;
  if (stride === 0 || !Number.isInteger(stride)) return undefined;
  const ordered = stride < 0 ? [...letters].reverse() : letters;
  const start = typeof from === "number" && stride > 0 ? from : 0;
  const end = typeof to === "number" && stride > 0 ? to : ordered.length;
  const out = ordered.slice(start, end).filter((_, i) => i % Math.abs(stride) === 0);
  return typeof value === "string" ? out.join("") : out;
}

function picked(value: Folded, key: Folded): Folded {
  if (typeof key !== "number" || (typeof value !== "string" && !Array.isArray(value))) return undefined;
  return value.at(Math.trunc(key));
}

function applied(name: string, value: Folded, args: readonly Arg[], again: Again): Folded {
  if (value === undefined) return undefined;
  const at = (i: number): Folded => (args[i] === undefined ? undefined : again(args[i].value));
  if (SAME.has(name)) return name === "list" && typeof value === "string" ? [...value] : value;
  if (name === "reverse")
    return typeof value === "string" ? [...value].reverse().join("") : [...asList(value)].reverse();
  if (name === "first" || name === "last") return picked(value, name === "first" ? 0 : -1);
  if (name === "join") return short(asList(value).join(typeof at(0) === "string" ? String(at(0)) : ""));
  if (typeof value !== "string") return undefined;
  if (TRIMS.has(name) && args.length === 0) return value.trim();
  if (name === "striptags") return value.replace(/<[^>]*>/g, "").trim();
  if (name === "lower") return value.toLowerCase();
  if (name === "upper") return value.toUpperCase();
  if (name === "format")
    return formatted(
      value,
      args.map((_, i) => at(i)),
    );
  const [search, instead] = [at(0), at(1)];
  if (name === "replace" && typeof search === "string" && typeof instead === "string" && search !== "")
    return short(value.slice(0, MAX_CHARS).replaceAll(search, () => instead));
  return undefined;
}

function asList(value: Folded): Folded[] {
  return Array.isArray(value) ? value : typeof value === "string" ? [...value] : [value];
}

/** `', '.join([…])`, `'…'.replace(…)`, and `dict(a=1)`, whose keys are text that was never quoted. */
function called(node: Expr & { t: "call" }, again: Again): Folded {
  if (node.of.t === "name" && node.of.name === "dict")
    return node.args.flatMap((arg) => (arg.name === null ? [] : [arg.name]));
  if (node.of.t !== "attr") return undefined;
  const value = again(node.of.of);
  if (node.of.name === "join" && typeof value === "string") {
    const items = node.args[0] === undefined ? undefined : again(node.args[0].value);
    return items === undefined ? undefined : short(asList(items).join(value));
  }
  return applied(node.of.name, value, node.args, again);
}
