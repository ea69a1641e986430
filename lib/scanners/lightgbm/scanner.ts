import { malformed } from "../found";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { manifest } from "./manifest";

const MAX_BYTES = 512 << 20;
const MAX_EVIDENCE = 100;
const START = /^tree\r?\nversion=v\d+\r?\n/;
/** Lines that the format has: `key=values`, the marks of its sections, and the parameters in brackets. */
const LINE =
  /^([A-Za-z_][\w.-]*=.*|tree|end of trees|feature_importances:|parameters:|end of parameters|pandas_categorical:.*|average_output|\[[\w-]+:.*\]|)$/;
const NAMED = /^[^=\r\n]{1,1000}=\d+$/;

async function matches({ head }: ScanContext): Promise<boolean> {
  return START.test(head.toString("latin1", 0, 64));
}

async function scan({ source }: ScanContext): Promise<PartScan> {
  const out = emptyPart("lightgbm");
  if (source.size > MAX_BYTES) {
    out.reasons.push("limit");
    return out;
  }
  const bytes = await source.read(0, source.size);
  const judge = new Lines(out);
  for (let at = 0; at < bytes.length; ) {
    const next = bytes.indexOf(0x0a, at);
    const end = next < 0 ? bytes.length : next;
    judge.line(bytes.toString("latin1", at, end).replace(/\r$/, ""), at, end + (next < 0 ? 0 : 1));
    at = end + 1;
  }
  judge.end(bytes.length);
  return out;
}

class Lines {
  private section: "head" | "tree" | "importances" | "rest" = "head";
  private tree: { index: string; at: number; lists: Map<string, string> } | null = null;
  private ended = false;

  constructor(private readonly out: PartScan) {}

  line(text: string, from: number, to: number): void {
    const importance = this.section === "importances" && NAMED.test(text);
    // What the format has no line for stays unclaimed, and is searched.
    if (!importance && (!LINE.test(text) || /[^\t\x20-\x7e\x80-\xff]/.test(text))) return;
    this.out.parsed.push({ from, to });
    const [, key = "", value = ""] = /^([\w.-]+)=(.*)$/.exec(text) ?? [];
    if (key === "Tree") {
      this.closeTree();
      this.section = "tree";
      this.tree = { index: value, at: from, lists: new Map() };
    } else if (text === "end of trees") {
      this.closeTree();
      this.ended = true;
      this.section = "rest";
    } else if (text === "feature_importances:") this.section = "importances";
    else if (text === "parameters:") this.section = "rest";
    else if (this.tree !== null) this.tree.lists.set(key, value);
  }

  end(size: number): void {
    if (this.ended) return;
    this.closeTree();
    this.out.reasons.push("truncated");
    this.out.evidence.push(malformed("lightgbm.end", size, "The model ends before its trees do"));
  }

  private closeTree(): void {
    const { tree } = this;
    this.tree = null;
    const problem = tree === null ? undefined : problemOf(tree.lists);
    if (tree === null || problem === undefined || this.out.evidence.length >= MAX_EVIDENCE) return;
    if (!this.out.reasons.includes("malformed")) this.out.reasons.push("malformed");
    this.out.evidence.push(
      malformed("lightgbm.tree", tree.at, `Tree ${tree.index} cannot be walked: ${problem}`, `Tree=${tree.index}`),
    );
  }
}

/** Children are inner nodes from 0 on, or leaves as -1, -2 …; a tree of one leaf has none. */
function problemOf(lists: ReadonlyMap<string, string>): string | undefined {
  const leaves = Number(lists.get("num_leaves") ?? Number.NaN);
  if (!Number.isSafeInteger(leaves) || leaves < 1) return "it does not say how many leaves it has";
  if (leaves === 1) return undefined;
  const read = (key: string) =>
    (lists.get(key) ?? "")
      .split(" ")
      .filter((text) => text !== "")
      .map(Number);
  const left = read("left_child");
  const right = read("right_child");
  if (left.length !== leaves - 1 || right.length !== leaves - 1)
    return `it says it has ${leaves} leaves, its lists have ${left.length} and ${right.length} nodes`;
  const seen = new Set<number>();
  for (const [i, child] of [...left, ...right].entries()) {
    const node = i % left.length;
    if (!Number.isInteger(child) || child >= leaves - 1 || -child > leaves)
      return `node ${node} leads to ${child}, which is not there`;
    if (child === 0) return `node ${node} leads back to the root`;
    if (seen.has(child)) return `two nodes lead to ${child}`;
    seen.add(child);
  }
  return undefined;
}

export const lightgbmScanner: Scanner = { manifest, matches, scan };
