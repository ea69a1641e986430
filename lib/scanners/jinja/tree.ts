/** An expression, as far as a judge needs it. `at` is a character index of the template. */
export type Expr =
  | { t: "name"; name: string; at: number }
  | { t: "text"; value: string; raw: string; at: number }
  | { t: "number"; value: number; at: number }
  | { t: "attr"; of: Expr; name: string; at: number }
  | { t: "item"; of: Expr; key: Expr; at: number }
  | { t: "slice"; parts: (Expr | null)[]; at: number }
  | { t: "call"; of: Expr; args: Arg[]; at: number }
  | { t: "filter"; of: Expr | null; name: string; args: Arg[]; at: number }
  | { t: "test"; of: Expr; name: string; args: Arg[]; at: number }
  | { t: "binary"; op: string; left: Expr; right: Expr; at: number }
  | { t: "list"; items: Expr[]; at: number }
  | { t: "dict"; pairs: [key: Expr, value: Expr][]; at: number };

export type Arg = { name: string | null; value: Expr };

/** What stands directly below an expression. */
export function childrenOf(node: Expr): Expr[] {
  switch (node.t) {
    case "attr":
      return [node.of];
    case "item":
      return [node.of, node.key];
    case "slice":
      return node.parts.filter((part) => part !== null);
    case "call":
    case "test":
      return [node.of, ...node.args.map((arg) => arg.value)];
    case "filter":
      return [...(node.of === null ? [] : [node.of]), ...node.args.map((arg) => arg.value)];
    case "binary":
      return [node.left, node.right];
    case "list":
      return node.items;
    case "dict":
      return node.pairs.flat();
    default:
      return [];
  }
}

/** Every constant text in an expression. */
export function* textsIn(root: Expr): Generator<Expr & { t: "text" }> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.t === "text") yield node;
    open.push(...childrenOf(node));
  }
}
