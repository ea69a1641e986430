import { type ProtoMessage, textOf } from "../protobuf/walk";

const MAX_NODES = 2_000_000;

type GraphNode = { op: string; inputs: string[]; calls: string[] };

/** `name:0`, `^name` and `name:output:0` all mean the node `name`. */
function nodeName(input: string): string {
  return (input.startsWith("^") ? input.slice(1) : input).split(":")[0] ?? "";
}

/** Which operators an answer to a request can reach: from the outputs of the signatures through nodes and functions. */
export class Reach {
  private readonly main = new Map<string, GraphNode>();
  private readonly functions = new Map<string, GraphNode[]>();
  private readonly outputs = new Set<string>();
  private pending: GraphNode[] = [];
  private count = 0;

  /** A node that was just walked; which function it belongs to is known when that ends. */
  node(message: ProtoMessage, calls: string[]): void {
    this.count += 1;
    if (this.count > MAX_NODES) return;
    const inputs = (message.texts.get("input") ?? []).map((item) => nodeName(item.text));
    const node = { op: textOf(message, "op"), inputs, calls };
    const inFunction = message.path?.up?.step === "node_def";
    if (inFunction) this.pending.push(node);
    else this.main.set(textOf(message, "name"), node);
  }

  endFunction(name: string): void {
    this.functions.set(name, this.pending);
    this.pending = [];
  }

  output(tensor: string): void {
    this.outputs.add(nodeName(tensor));
  }

  has(name: string): boolean {
    return this.functions.has(name);
  }

  /** Operators that can be reached. A graph without signatures, or too large to follow, counts as reached in full. */
  reached(): ReadonlySet<string> | "all" {
    if (this.outputs.size === 0 || this.count > MAX_NODES) return "all";
    const ops = new Set<string>();
    const seen = new Set<string>();
    const called = new Set<string>();
    const open = [...this.outputs];
    const functions: string[] = [];
    const visit = (node: GraphNode) => {
      ops.add(node.op);
      for (const name of [node.op, ...node.calls]) {
        if (called.has(name) || !this.functions.has(name)) continue;
        called.add(name);
        functions.push(name);
      }
    };
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const node = this.main.get(name);
      if (node === undefined || seen.has(name)) continue;
      seen.add(name);
      visit(node);
      for (const input of node.inputs) open.push(input);
    }
    for (let name = functions.pop(); name !== undefined; name = functions.pop())
      for (const node of this.functions.get(name) ?? []) visit(node);
    return ops;
  }
}
