import { type Block, JinjaError, type Token } from "./lexer";
import type { Arg, Expr } from "./tree";

const MAX_DEPTH = 200;
const PRECEDENCE: Record<string, number> = {
  or: 1,
  and: 2,
  in: 4,
  "==": 4,
  "!=": 4,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "~": 6,
  "*": 7,
  "/": 7,
  "//": 7,
  "%": 7,
  "**": 8,
};
const CLOSERS = new Set([")", "]", "}"]);

/**
 * Every expression of a run of tokens. Lenient on purpose: words of a statement and stray operators are stepped over, so
 * that what other template engines accept is looked at too. Only nesting deeper than 200 throws `JinjaError`.
 */
export function parseExpressions(tokens: readonly Token[]): Expr[] {
  const parser = new Parser(tokens);
  const out: Expr[] = [];
  while (parser.more()) {
    const before = parser.at;
    const next = parser.expression(0, 0);
    if (next !== null) out.push(next);
    if (parser.at === before) parser.at += 1;
  }
  return out;
}

/** Splits `{% word … %}` into its word and the rest. */
export function statementOf(block: Block): { word: string; rest: Token[] } {
  const [first, ...rest] = block.tokens;
  return first?.type === "name" ? { word: first.value, rest } : { word: "", rest: [...block.tokens] };
}

class Parser {
  at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  more(): boolean {
    return this.at < this.tokens.length;
  }

  private op(value: string): boolean {
    const token = this.tokens[this.at];
    if (token?.type !== "op" || token.value !== value) return false;
    this.at += 1;
    return true;
  }

  private word(value: string): boolean {
    const token = this.tokens[this.at];
    if (token?.type !== "name" || token.value !== value) return false;
    this.at += 1;
    return true;
  }

  private place(): number {
    return this.tokens[this.at]?.at ?? this.tokens.at(-1)?.at ?? 0;
  }

  /** Null when no expression begins here. */
  expression(depth: number, level: number): Expr | null {
    if (depth > MAX_DEPTH) throw new JinjaError(this.place(), `an expression nests deeper than ${MAX_DEPTH} levels`);
    let left = this.unary(depth);
    if (left === null) return null;
    for (;;) {
      const at = this.place();
      const op = this.binaryOperator(level);
      if (op === null) break;
      const right = this.expression(depth + 1, (PRECEDENCE[op] ?? 4) + 1);
      if (right === null) break;
      left = { t: "binary", op, left, right, at };
    }
    return level === 0 ? this.condition(left, depth) : left;
  }

  /** `a if b else c`: all three are looked at. */
  private condition(left: Expr, depth: number): Expr {
    const at = this.place();
    if (!this.word("if")) return left;
    const items = [left];
    const test = this.expression(depth + 1, 0);
    if (test !== null) items.push(test);
    if (this.word("else")) {
      const other = this.expression(depth + 1, 0);
      if (other !== null) items.push(other);
    }
    return { t: "list", items, at };
  }

  private binaryOperator(level: number): string | null {
    const token = this.tokens[this.at];
    if (token === undefined || token.type === "string" || token.type === "number") return null;
    let op = token.value;
    const next = this.tokens[this.at + 1];
    const notIn = op === "not" && next?.type === "name" && next.value === "in";
    if (notIn) op = "in";
    const precedence = Object.hasOwn(PRECEDENCE, op) ? (PRECEDENCE[op] as number) : 0;
    if (precedence === 0 || precedence < level) return null;
    this.at += notIn ? 2 : 1;
    return op;
  }

  private unary(depth: number): Expr | null {
    let signs = 0;
    while (this.op("-") || this.op("+") || this.word("not")) signs += 1;
    const token = this.tokens[this.at];
    let node = this.primary(depth);
    if (node === null) return null;
    if (signs === 1 && node.t === "number" && this.tokens[this.at - 2]?.value === "-")
      node = { ...node, value: -node.value };
    return this.postfix(node, depth, token?.at ?? 0);
  }

  private primary(depth: number): Expr | null {
    const token = this.tokens[this.at];
    if (token === undefined) return null;
    if (token.type === "name") {
      this.at += 1;
      return { t: "name", name: token.value.normalize("NFKC"), at: token.at };
    }
    if (token.type === "number") {
      this.at += 1;
      return { t: "number", value: token.value, at: token.at };
    }
    if (token.type === "string") return this.texts(token.at);
    if (this.op("(")) return this.sequence(")", depth, token.at, true);
    if (this.op("[")) return this.sequence("]", depth, token.at, false);
    if (this.op("{")) return this.dict(depth, token.at);
    return null;
  }

  /** Texts side by side are one text. */
  private texts(at: number): Expr {
    let value = "";
    const raws: string[] = [];
    for (let token = this.tokens[this.at]; token?.type === "string"; token = this.tokens[this.at]) {
      value += token.value;
      raws.push(token.raw);
      this.at += 1;
    }
    return { t: "text", value, raw: raws.join(" "), at };
  }

  private sequence(close: string, depth: number, at: number, group: boolean): Expr {
    const items = this.until(close, () => this.expression(depth + 1, 0));
    const [only] = items;
    return group && items.length === 1 && only !== undefined ? only : { t: "list", items, at };
  }

  private dict(depth: number, at: number): Expr {
    const pairs = this.until("}", (): [Expr, Expr] | null => {
      const key = this.expression(depth + 1, 0);
      if (key === null) return null;
      this.op(":");
      const value = this.expression(depth + 1, 0);
      return [key, value ?? key];
    });
    return { t: "dict", pairs, at };
  }

  /** Items up to a closing bracket; tokens that begin none are stepped over. */
  private until<T>(close: string, item: () => T | null): T[] {
    const items: T[] = [];
    while (this.more() && !this.op(close)) {
      const before = this.at;
      const next = item();
      if (next !== null) items.push(next);
      if (this.op(",")) continue;
      const token = this.tokens[this.at];
      if (this.at === before && token?.type === "op" && CLOSERS.has(token.value) && token.value !== close) break;
      if (this.at === before) this.at += 1;
    }
    return items;
  }

  private args(depth: number): Arg[] {
    return this.until(")", () => {
      while (this.op("*") || this.op("**")) {
        // Spread arguments are looked at like others.
      }
      const token = this.tokens[this.at];
      const next = this.tokens[this.at + 1];
      const named = token?.type === "name" && next?.type === "op" && next.value === "=";
      if (named) this.at += 2;
      const value = this.expression(depth + 1, 0);
      return value === null ? null : { name: named ? token.value : null, value };
    });
  }

  private postfix(start: Expr, depth: number, at: number): Expr {
    let node = start;
    for (let links = 0; ; links++) {
      if (links > 2 * MAX_DEPTH) throw new JinjaError(at, `an expression has more than ${2 * MAX_DEPTH} links`);
      const here = this.place();
      if (this.op(".")) {
        const token = this.tokens[this.at];
        if (token === undefined || token.type === "op") return node;
        this.at += 1;
        node =
          token.type === "number"
            ? { t: "item", of: node, key: { t: "number", value: token.value, at: token.at }, at: here }
            : { t: "attr", of: node, name: token.value.normalize("NFKC"), at: token.at };
      } else if (this.op("[")) {
        node = { t: "item", of: node, key: this.subscript(depth, here), at: here };
      } else if (this.op("(")) {
        node = { t: "call", of: node, args: this.args(depth), at: here };
      } else if (this.op("|")) {
        node = { t: "filter", of: node, name: this.dotted(), args: this.op("(") ? this.args(depth) : [], at: here };
      } else if (this.word("is")) {
        this.word("not");
        node = this.test(node, depth, here);
      } else return node;
    }
  }

  private test(of: Expr, depth: number, at: number): Expr {
    const name = this.dotted();
    if (this.op("(")) return { t: "test", of, name, args: this.args(depth), at };
    const token = this.tokens[this.at];
    const word = token?.type === "name" && /^(and|or|else|if|is|in|not)$/.test(token.value);
    if (token === undefined || token.type === "op" || word) return { t: "test", of, name, args: [], at };
    const value = this.primary(depth + 1);
    return { t: "test", of, name, args: value === null ? [] : [{ name: null, value }], at };
  }

  private dotted(): string {
    const parts: string[] = [];
    do {
      const token = this.tokens[this.at];
      if (token?.type !== "name") break;
      parts.push(token.value.normalize("NFKC"));
      this.at += 1;
    } while (this.op("."));
    return parts.join(".");
  }

  private subscript(depth: number, at: number): Expr {
    const parts: (Expr | null)[] = [null];
    let colons = 0;
    const items = this.until("]", () => {
      if (this.op(":")) {
        colons += 1;
        parts.push(null);
        return null;
      }
      const value = this.expression(depth + 1, 0);
      if (value !== null) parts[parts.length - 1] = value;
      while (this.op(":")) {
        colons += 1;
        parts.push(null);
      }
      return value;
    });
    if (colons > 0) return { t: "slice", parts, at };
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { t: "list", items, at };
  }
}
