import type { AssetKind } from "@/lib/domain/asset";

/** A run of consecutive nodes: `from` up to, not including, `to`. */
export type Span = { from: number; to: number };
type Group = Span & { kind: AssetKind; subtype: string };

/** Shares of all assets: 45 % models, 20 % datasets, 10 % plugins, 15 % infra, 7 % pipelines, 3 % identities. */
const SHARES: [AssetKind, string, number][] = [
  ["model", "base", 0.009],
  ["model", "finetune", 0.25],
  ["model", "adapter", 0.12],
  ["model", "quantized", 0.071],
  ["dataset", "corpus", 0.12],
  ["dataset", "table", 0.08],
  ["plugin", "mcp_server", 0.06],
  ["plugin", "agent", 0.04],
  ["infra", "bucket", 0.01],
  ["infra", "registry", 0.002],
  ["infra", "vector_db", 0.008],
  ["infra", "node", 0.02],
  ["infra", "database", 0.01],
  ["infra", "endpoint", 0.03],
  ["infra", "workload", 0.05],
  ["infra", "function", 0.02],
  ["pipeline", "build", 0.042],
  ["pipeline", "training_pipeline", 0.028],
  ["identity", "role", 0.024],
  ["identity", "token", 0.006],
];

export type Plan = {
  size: number;
  groups: readonly Group[];
  /** Nodes of one kind or one subtype. */
  span(name: string): Span;
  groupOf(node: number): Group;
};

/** Lays `size` nodes out by kind. Nodes from `size` on are newcomers of a later snapshot: leaves, cycling through three groups. */
export function planOf(size: number): Plan {
  if (size < 1_000) throw new Error(`An estate of ${size} assets has empty groups: 1,000 are the fewest`);
  const groups: Group[] = [];
  let share = 0;
  for (const [kind, subtype, part] of SHARES) {
    const from = Math.round(share * size);
    share += part;
    groups.push({ kind, subtype, from, to: Math.round(share * size) });
  }
  const spans = new Map<string, Span>();
  for (const group of groups) {
    spans.set(group.subtype, group);
    const kind = spans.get(group.kind);
    spans.set(group.kind, { from: kind?.from ?? group.from, to: group.to });
  }
  const span = (name: string): Span => {
    const found = spans.get(name);
    if (!found) throw new Error(`The estate has no ${name}`);
    return found;
  };
  const newcomers = groups.filter((g) => ["finetune", "agent", "workload"].includes(g.subtype));
  const of = (node: number): Group | undefined =>
    node < size ? groups.find((g) => node < g.to) : newcomers[node % newcomers.length];
  return {
    size,
    groups,
    span,
    groupOf(node) {
      const group = of(node);
      if (!group) throw new Error(`Node ${node} is in no group`);
      return group;
    },
  };
}
