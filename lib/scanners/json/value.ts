/** A JSON value with the place of its first byte; objects keep every member, repeats included. */
export type JsonNode =
  | { kind: "object"; at: number; members: JsonMember[] }
  | { kind: "array"; at: number; items: JsonNode[] }
  | { kind: "string"; at: number; value: string }
  | { kind: "number"; at: number; value: number }
  | { kind: "boolean"; at: number; value: boolean }
  | { kind: "null"; at: number };

export type JsonMember = { key: string; keyAt: number; value: JsonNode };

/** The member that most readers take: of equal keys the last. Undefined when the node is no object or has none. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === "object" ? node.members.findLast((m) => m.key === key)?.value : undefined;
}

/** All members of a key: readers disagree which one counts, so each is judged. */
export function membersOf(node: JsonNode | undefined, key: string): JsonNode[] {
  return node?.kind === "object" ? node.members.filter((m) => m.key === key).map((m) => m.value) : [];
}

/** The text of a string node, else undefined. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === "string" ? node.value : undefined;
}

/** The way from the root to a node, innermost step first; turned into a pointer only when someone asks. */
export type JsonPath = { step: string | number; up: JsonPath } | null;

/** RFC 6901 pointer; steps are cut at 100 characters. */
export function pointerOf(path: JsonPath): string {
  const steps: string[] = [];
  for (let at = path; at !== null; at = at.up) {
    steps.push(`/${String(at.step).slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
  return steps.reverse().join("");
}

/** Every node with its path, parents first, in the order of the file. */
export function* walkJson(root: JsonNode): Generator<{ node: JsonNode; path: JsonPath; key: string | null }> {
  const open: { node: JsonNode; path: JsonPath; key: string | null }[] = [{ node: root, path: null, key: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    const { node, path } = next;
    if (node.kind === "object") {
      for (let i = node.members.length - 1; i >= 0; i--) {
        const m = node.members[i];
        if (m !== undefined) open.push({ node: m.value, path: { step: m.key, up: path }, key: m.key });
      }
    } else if (node.kind === "array") {
      for (let i = node.items.length - 1; i >= 0; i--) {
        const item = node.items[i];
        if (item !== undefined) open.push({ node: item, path: { step: i, up: path }, key: null });
      }
    }
  }
}
