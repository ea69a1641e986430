import type { ScanEvidence } from "@/lib/domain/scan";
import { type Folded, fold } from "./fold";
import { type Block, JinjaError, lexTemplate } from "./lexer";
import { BY_ATTRIBUTE, CALLABLE, DOORS, INNER, PYTHON } from "./names";
import { parseExpressions, statementOf } from "./parse";
import { childrenOf, type Expr, textsIn } from "./tree";

/** What is wrong with one place of a template; `at` is a character index. */
export type TemplateFinding = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "certainty" | "message" | "refs"> & {
  at: number;
  count: number;
};

const DUNDER = /^__\w+__$/u;
const HOLDS_DUNDER = /__[a-z]+/iu;
const TEXT_FILTERS = new Set(["join", "replace", "format", "reverse", "string", "urlencode"]);
const LARGE_RANGE = 1_000_000;
const BINDS = new Set(["for", "set", "macro", "call", "with", "import", "from"]);
const LOADS = new Set(["include", "import", "from", "extends"]);

/**
 * Judges a Jinja template by its syntax, at any length. Nothing is rendered. One finding per rule and message, with the
 * first place and a count. A template that Jinja would refuse is judged up to there by nobody: that is an error.
 */
export function judgeTemplate(text: string): TemplateFinding[] {
  const judge = new Judge();
  try {
    const blocks = lexTemplate(text);
    for (const block of blocks) judge.bind(block);
    for (const block of blocks) judge.block(block);
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    judge.say(
      error.at,
      "jinja.unreadable",
      "error",
      "medium",
      "certain",
      `The template cannot be read: ${error.message}`,
    );
  }
  return [...judge.found.values()];
}

class Judge {
  readonly found = new Map<string, TemplateFinding>();
  private readonly bound = new Set<string>();
  private readonly known = new Map<string, Folded>();

  say(
    at: number,
    rule: string,
    verdict: TemplateFinding["verdict"],
    severity: TemplateFinding["severity"],
    certainty: TemplateFinding["certainty"],
    message: string,
  ): void {
    const key = `${rule}\n${message}`;
    const before = this.found.get(key);
    if (before !== undefined) before.count += 1;
    else if (this.found.size < 200) {
      const refs = verdict === "malicious" ? { refs: ["CVE-2024-34359", "CWE-1336"] } : {};
      this.found.set(key, { at, count: 1, rule, verdict, severity, certainty, message, ...refs });
    }
  }

  /** Names that the template makes itself: they are not looked for outside. */
  bind(block: Block): void {
    const { word, rest } = statementOf(block);
    if (block.kind !== "statement" || !BINDS.has(word)) return;
    for (const token of rest) {
      if (word === "for" && token.type === "name" && token.value === "in") break;
      if (token.type === "op" && token.value === "=" && word === "set") break;
      if (token.type === "name") this.bound.add(token.value);
    }
  }

  block(block: Block): void {
    const { word, rest } = block.kind === "print" ? { word: "", rest: block.tokens } : statementOf(block);
    if (LOADS.has(word)) {
      this.say(
        block.at,
        "jinja.loads-template",
        "suspicious",
        "medium",
        "certain",
        `{% ${word} %} loads another template`,
      );
    }
    if (word === "filter" && rest.some((token) => token.type === "name" && token.value === "attr"))
      this.say(block.at, "jinja.attr-filter", "malicious", "high", "likely", "The attr filter is put over a block");
    const tokens = word === "macro" || word === "block" ? rest.slice(1) : rest;
    for (const root of parseExpressions(tokens)) this.walk(root);
    if (word === "set") this.remember(rest);
  }

  /** `{% set a = … %}` with a constant: what stands in it may be put together with others. */
  private remember(rest: Block["tokens"]): void {
    const [name, equals, ...value] = rest;
    if (name?.type !== "name" || equals?.type !== "op" || equals.value !== "=") return;
    const [only, more] = parseExpressions(value);
    this.known.set(name.value, only !== undefined && more === undefined ? fold(only, this.known) : undefined);
  }

  private walk(root: Expr): void {
    const open: { node: Expr; parent: Expr | null }[] = [{ node: root, parent: null }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, parent } = next;
      this.look(node, parent);
      for (const inner of childrenOf(node)) open.push({ node: inner, parent: node });
    }
  }

  private look(node: Expr, parent: Expr | null): void {
    if (node.t === "name") this.name(node, parent?.t === "call" && parent.of === node);
    else if (node.t === "attr") this.access(node.name, node.at);
    else if (node.t === "item") this.key(node);
    else if (node.t === "filter") this.filter(node);
    else if (node.t === "text") this.text(node);
    else if (node.t === "call") this.call(node);
    // Of a long sum only the whole is worked out.
    else if (node.t === "binary" && parent?.t !== "binary") this.built(node);
  }

  private access(name: string, at: number): void {
    if (DUNDER.test(name) || INNER.has(name))
      this.say(at, "jinja.dunder", "malicious", "critical", "certain", `The template reaches for ${name}`);
    else if (name.startsWith("_"))
      this.say(at, "jinja.private-name", "suspicious", "medium", "likely", `The template reaches for ${name}`);
  }

  private name(node: Expr & { t: "name" }, called: boolean): void {
    if (DUNDER.test(node.name)) {
      this.access(node.name, node.at);
    } else if (this.bound.has(node.name)) {
      return;
    } else if (DOORS.has(node.name)) {
      this.say(node.at, "jinja.engine-object", "suspicious", "medium", "likely", `The template uses ${node.name}`);
    } else if (called && PYTHON.has(node.name)) {
      this.say(node.at, "jinja.python-call", "malicious", "high", "likely", `The template calls ${node.name}`);
    } else if (called && !CALLABLE.has(node.name)) {
      const message = `The template calls ${node.name}, which no tokenizer library gives it`;
      this.say(node.at, "jinja.unknown-global", "suspicious", "medium", "heuristic", message);
    }
  }

  private key(node: Expr & { t: "item" }): void {
    const value = fold(node.key, this.known);
    if (typeof value === "string") this.access(value, node.key.at);
    else if (value === undefined && this.computed(node.key))
      this.say(
        node.key.at,
        "jinja.computed-key",
        "suspicious",
        "high",
        "likely",
        "A name is put together and then reached for",
      );
  }

  /** Text put together in a way that cannot be worked out. Plain variables and sums of numbers are no names. */
  private computed(key: Expr): boolean {
    if (key.t === "binary")
      return (
        key.op === "~" || ((key.op === "+" || key.op === "*") && [key.left, key.right].some((e) => this.textual(e)))
      );
    if (key.t === "filter" && TEXT_FILTERS.has(key.name)) return true;
    // Whatever is done to a constant text: a key that is meant to be read would stand there as it is.
    let root: Expr = key;
    while (root.t === "call" || root.t === "attr" || root.t === "item" || (root.t === "filter" && root.of !== null))
      root = root.of as Expr;
    return root !== key && (root.t === "text" || typeof fold(root, this.known) === "string");
  }

  private textual(node: Expr): boolean {
    return node.t === "text" || typeof fold(node, this.known) === "string" || this.computed(node);
  }

  private filter(node: Expr & { t: "filter" }): void {
    const names = node.args.filter((arg) => arg.name === null || arg.name === "attribute");
    if (node.name === "attr") {
      const value = names[0] === undefined ? undefined : fold(names[0].value, this.known);
      const shown = typeof value === "string" ? value : "a computed name";
      this.say(node.at, "jinja.attr-filter", "malicious", "high", "likely", `The attr filter reaches for ${shown}`);
      if (typeof value === "string") this.access(value, node.at);
    } else if (BY_ATTRIBUTE.has(node.name)) {
      const [first] = names;
      if (node.name === "map" && first !== undefined && fold(first.value, this.known) === "attr")
        this.say(node.at, "jinja.attr-filter", "malicious", "high", "likely", "The attr filter is mapped over a list");
      for (const { value } of names) {
        const name = fold(value, this.known);
        if (typeof name === "string")
          for (const step of name.split(".")) if (/^__|^_module$/.test(step)) this.access(step, value.at);
      }
    } else if (node.name === "format") this.formatted(node.of);
    this.built(node);
  }

  /** `'{0.__class__}'.format(x)` reaches attributes from inside a text. */
  private formatted(of: Expr | null): void {
    const text = of === null ? undefined : fold(of, this.known);
    if (typeof text === "string" && /\{[^}]*[.[]_?_/.test(text))
      this.say(
        of?.at ?? 0,
        "jinja.format-reach",
        "malicious",
        "high",
        "certain",
        "A format text reaches for private attributes",
      );
  }

  private call(node: Expr & { t: "call" }): void {
    if (node.of.t === "attr" && /^format(_map)?$/.test(node.of.name)) this.formatted(node.of.of);
    if (node.of.t === "name" && node.of.name === "range") {
      const sizes = node.args.map((arg) => fold(arg.value, this.known));
      if (sizes.some((size) => typeof size === "number" && Math.abs(size) >= LARGE_RANGE))
        this.say(node.at, "jinja.large-range", "suspicious", "medium", "likely", "A loop of a million rounds or more");
    }
    this.built(node);
  }

  /** A name with two underscores that no text spells out but that comes together from pieces. */
  private built(node: Expr): void {
    const value = fold(node, this.known);
    const text = Array.isArray(value) ? value.join("") : value;
    if (typeof text !== "string" || !HOLDS_DUNDER.test(text)) return;
    for (const inner of textsIn(node)) if (HOLDS_DUNDER.test(inner.value)) return;
    this.say(
      node.at,
      "jinja.built-name",
      "malicious",
      "high",
      "certain",
      `Pieces of text come together to ${text.slice(0, 80)}`,
    );
  }

  private text(node: Expr & { t: "text" }): void {
    if (node.value.includes("__") && !node.raw.includes("__")) {
      const message = `Escapes in a text hide ${node.value.slice(0, 80)}`;
      this.say(node.at, "jinja.escaped-name", "malicious", "high", "certain", message);
    } else if (
      /__(class|mro|bases?|subclasses|globals|builtins|import|init|dict|getattribute|code|reduce)__/.test(node.value)
    ) {
      const message = `A text names ${node.value.slice(0, 80)}, an inner attribute of Python`;
      this.say(node.at, "jinja.dunder-text", "suspicious", "high", "likely", message);
    }
  }
}
