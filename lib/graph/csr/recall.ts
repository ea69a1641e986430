import { ASSET_KINDS } from "@/db/enums";
import { AGENT, type Nodes, OPEN, PRODUCTION, RUNNING, type Snapshot, side } from "./snapshot";
import { closure, type Pad, type Reach } from "./traverse";

/** Who is told of a recall, in the order they are listed. */
export const RECALL_GROUPS = ["descendants", "endpoints", "agents", "others"] as const;
export type RecallGroup = (typeof RECALL_GROUPS)[number];
export type RecallTotals = Record<RecallGroup, { count: number; production: number; running: number }>;
export type RecallMember = { id: number; distance: number };

/** Open assets to act on, per group in the order of distance, then id; each asset in one group. */
export type Recall = { totals: RecallTotals; members: Record<RecallGroup, RecallMember[]> };

function groupOf(nodes: Nodes, node: number, descends: boolean): RecallGroup {
  if (nodes.kind[node] === ASSET_KINDS.infra) return "endpoints";
  if ((nodes.flags[node] as number) & AGENT) return "agents";
  return descends ? "descendants" : "others";
}

function descendantsOf(snapshot: Snapshot, root: number, pad: Pad): Set<number> {
  return new Set(closure(side(snapshot, "lineage", "in"), root, pad).nodes);
}

function* openMembers({ nodes }: Snapshot, reach: Reach): Generator<{ node: number; distance: number }> {
  for (let distance = 1; distance + 1 < reach.levels.length; distance++) {
    const level = reach.nodes.slice(reach.levels[distance], reach.levels[distance + 1]);
    level.sort((a, b) => (nodes.ids[a] as number) - (nodes.ids[b] as number));
    for (const node of level) if ((nodes.flags[node] as number) & OPEN) yield { node, distance };
  }
}

/**
 * What follows when a node is bad: everything made from it, the infra that runs any of it, the agents that use it, and
 * whatever else is harmed. O(closure), and a sort of it.
 */
export function recall(snapshot: Snapshot, root: number, pad: Pad): Recall {
  const { nodes } = snapshot;
  const descends = descendantsOf(snapshot, root, pad);
  const totals = {} as RecallTotals;
  const members = {} as Recall["members"];
  for (const group of RECALL_GROUPS) {
    totals[group] = { count: 0, production: 0, running: 0 };
    members[group] = [];
  }
  for (const { node, distance } of openMembers(snapshot, closure(side(snapshot, "impact", "in"), root, pad))) {
    const group = groupOf(nodes, node, descends.has(node));
    const flags = nodes.flags[node] as number;
    totals[group].count++;
    if (flags & PRODUCTION) totals[group].production++;
    if (flags & RUNNING) totals[group].running++;
    members[group].push({ id: nodes.ids[node] as number, distance });
  }
  return { totals, members };
}
