import { RELATION_KINDS } from "@/db/enums";
import { RELATIONS, type RelationKind } from "@/lib/domain/relation";
import { kindCode } from "./kind-bytes";
import { inSide, type Snapshot } from "./snapshot";

/** A node drawn, by asset id, with its hops from the root. */
type NearNode = { id: number; depth: number };
/** An edge drawn, as stored. */
type NearEdge = { src: number; dst: number; kind: number };
/**
 * Siblings of one parent and one relation that are too many to draw: counted, the first few by score drawn, the rest
 * opened page by page. `outgoing`: the relation leaves the parent.
 */
type Family = { parent: number; relation: number; outgoing: boolean; count: number; shown: number };
export type Neighbourhood = { nodes: NearNode[]; edges: NearEdge[]; families: Family[]; omitted: number };

/** Relations that are collected at the end of a walk and never walked through (vocabulary §3, set N). */
const LABELS = new Set<number>(
  (Object.keys(RELATIONS) as RelationKind[])
    .filter((r) => RELATIONS[r].set.includes("N"))
    .map((r) => RELATION_KINDS[r]),
);

type Group = { relation: number; outgoing: boolean; members: { node: number; kind: number }[] };

function groupsOf(snapshot: Snapshot, node: number): Group[] {
  const groups = new Map<number, Group>();
  for (const outgoing of [true, false]) {
    const csr = outgoing ? snapshot.out : inSide(snapshot);
    const last = csr.start[node + 1] as number;
    for (let i = csr.start[node] as number; i < last; i++) {
      const far = csr.far[i] as number;
      if (far === node) continue;
      const kind = kindCode(csr.kinds[i] as number);
      const relation = kind >> 4;
      const key = relation * 2 + (outgoing ? 0 : 1);
      const group = groups.get(key);
      if (group) group.members.push({ node: far, kind });
      else groups.set(key, { relation, outgoing, members: [{ node: far, kind }] });
    }
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/**
 * What lies within `hops` of a node, in every direction and relation, with wide families collapsed: at most `family`
 * siblings of one parent and relation, and at most `limit` nodes in all; `omitted` counts nodes of undrawn kin that the
 * second limit cut. A collapsed sibling is still drawn where another way leads to it.
 */
export function neighbourhood(
  snapshot: Snapshot,
  root: number,
  o: { hops: number; family: number; limit: number },
): Neighbourhood {
  const { ids, score } = snapshot.nodes;
  const depths = new Map<number, number>([[root, 0]]);
  const walked = new Set([root]);
  const edges = new Map<string, NearEdge>();
  const families: Family[] = [];
  const cut = new Set<number>();
  const byScore = (a: { node: number }, b: { node: number }) =>
    (score[b.node] as number) - (score[a.node] as number) || (ids[a.node] as number) - (ids[b.node] as number);
  for (const [node, depth] of depths) {
    if (depth >= o.hops) break;
    if (!walked.has(node)) continue;
    for (const { relation, outgoing, members } of groupsOf(snapshot, node)) {
      const distinct = new Set(members.map((m) => m.node)).size;
      const drawn = members.sort(byScore).slice(0, distinct > o.family ? o.family : members.length);
      let shown = 0;
      for (const { node: far, kind } of drawn) {
        if (!depths.has(far)) {
          if (depths.size >= o.limit) {
            cut.add(far);
            continue;
          }
          depths.set(far, depth + 1);
        }
        if (!LABELS.has(relation)) walked.add(far);
        shown++;
        const src = ids[outgoing ? node : far] as number;
        const dst = ids[outgoing ? far : node] as number;
        edges.set(`${src}/${kind}/${dst}`, { src, dst, kind });
      }
      if (distinct > o.family)
        families.push({ parent: ids[node] as number, relation, outgoing, count: distinct, shown });
    }
  }
  return {
    nodes: [...depths].map(([node, depth]) => ({ id: ids[node] as number, depth })),
    edges: [...edges.values()],
    families,
    omitted: cut.size,
  };
}
