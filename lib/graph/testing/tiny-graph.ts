import type { AssetKind } from "@/lib/domain/asset";
import type { JsonObject } from "@/lib/domain/json";
import { type EvidenceClass, isLegalEdge, type RelationKind } from "@/lib/domain/relation";
import { buildGraph } from "../build-graph";
import type { Graph, GraphAsset, GraphEdge } from "../graph";

type TinyAsset = Partial<Omit<GraphAsset, "id" | "kind" | "subtype">> & { is: `${AssetKind}/${string}` };
type TinyEdge = [
  from: string,
  relation: RelationKind,
  to: string,
  more?: { variant?: string; class?: EvidenceClass; props?: JsonObject; evidenceId?: string | null },
];

/** A made graph for tests: assets by name, ids in order of mention from 1, evidence ids `ev:<name>` unless stated. */
export function tinyGraph(assets: Record<string, TinyAsset>, edges: TinyEdge[] = []) {
  const made = Object.entries(assets).map(([name, { is, ...stated }], index): GraphAsset => {
    const [kind = "", subtype = ""] = is.split("/");
    return {
      id: index + 1,
      key: name,
      kind: kind as AssetKind,
      subtype,
      name,
      owner: null,
      env: null,
      data: null,
      criticality: null,
      props: {},
      evidenceId: `ev:${name}`,
      open: true,
      ...stated,
    };
  });
  const byName = new Map(Object.keys(assets).map((name, index) => [name, made[index]]));
  const asset = (name: string): GraphAsset => {
    const found = byName.get(name);
    if (!found) throw new Error(`The tiny graph has no asset ${name}`);
    return found;
  };
  const links = edges.map(([from, relation, to, more]): GraphEdge => {
    const variant = more?.variant ?? null;
    if (!isLegalEdge(relation, variant, asset(from), asset(to)))
      throw new Error(`${from} ${relation} ${to} is not a legal edge`);
    return {
      from: asset(from).id,
      to: asset(to).id,
      relation,
      variant,
      class: more?.class ?? "declared",
      props: more?.props ?? {},
      evidenceId: more?.evidenceId === undefined ? `ev:${from}-${relation}-${to}` : more.evidenceId,
    };
  });
  const graph: Graph = buildGraph(made, links);
  return { graph, asset, id: (name: string) => asset(name).id };
}
