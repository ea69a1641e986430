import { showText } from "@/lib/domain/text";
import { blastEvery, blastLevel } from "./blast-radius";
import { exposureOf } from "./exposure";
import type { DerivedLevels, Graph, GraphAsset } from "./graph";
import { impactIndex } from "./impact";
import { production } from "./predicates";

const LEVELS_WORST_FIRST = [4, 3, 2, 1, 0] as const;

type Source = { value: number; from: number };

/**
 * For each asset the highest label among everything that depends on it, and the nearest asset that carries it. One
 * breadth-first pass per level from its holders towards what they depend on; a node is taken by the first, highest level.
 * O(V + E) in all, whatever cycles there are.
 */
function raisedBy(graph: Graph, label: (asset: GraphAsset) => number | null): Map<number, Source> {
  const { ids, dependencies } = impactIndex(graph);
  const raised = new Map<number, Source>();
  for (const value of LEVELS_WORST_FIRST) {
    const queue: number[] = [];
    const from: number[] = [];
    ids.forEach((id, node) => {
      const asset = graph.assets.get(id);
      if (asset?.open && label(asset) === value) {
        queue.push(node);
        from.push(id);
      }
    });
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] ?? 0;
      const holder = from[at] ?? 0;
      for (let i = dependencies.start[node] ?? 0; i < (dependencies.start[node + 1] ?? 0); i++) {
        const next = dependencies.far[i] ?? 0;
        const id = ids[next] ?? 0;
        if (raised.has(id)) continue;
        raised.set(id, { value, from: holder });
        queue.push(next);
        from.push(holder);
      }
    }
  }
  return raised;
}

function levelFrom(
  graph: Graph,
  asset: GraphAsset,
  own: number | null,
  raised: Source | undefined,
  what: string,
): { value: number | null; why: { sentence: string; assetId: number | null } } {
  if (own !== null) return { value: own, why: { sentence: `${what} ${own}, as labelled.`, assetId: asset.id } };
  if (raised) {
    const name = showText(graph.assets.get(raised.from)?.name ?? "", 60);
    return {
      value: raised.value,
      why: { sentence: `${what} ${raised.value}, because ${name} depends on it.`, assetId: raised.from },
    };
  }
  return {
    value: null,
    why: { sentence: `${what} is unknown: neither it nor anything that depends on it is labelled.`, assetId: null },
  };
}

/**
 * Exposure, data sensitivity, criticality and blast radius of every asset, each with the sentence and the record that
 * say so (vocabulary §5). Own label first, then the maximum over what depends on it; unlabelled dependents raise nothing.
 */
export function deriveLevels(graph: Graph): Map<number, DerivedLevels> {
  const radii = blastEvery(graph);
  const data = raisedBy(graph, (a) => a.data);
  const criticality = raisedBy(graph, (a) => a.criticality);
  const judge = exposureOf(graph);
  const levels = new Map<number, DerivedLevels>();
  for (const asset of graph.assets.values()) {
    const d = levelFrom(graph, asset, asset.data, data.get(asset.id), "Data sensitivity");
    const c = levelFrom(graph, asset, asset.criticality, criticality.get(asset.id), "Business criticality");
    const { weight: blastWeight, count: blastCount } = radii.get(asset.id) ?? { weight: 0, count: 0 };
    levels.set(asset.id, {
      ...judge(asset),
      data: d.value,
      dataWhy: d.why,
      criticality: c.value,
      criticalityWhy: c.why,
      blastWeight,
      blastCount,
      blast: blastLevel(blastWeight),
      production: production(asset),
    });
  }
  return levels;
}

const LEVELS = new WeakMap<Graph, Map<number, DerivedLevels>>();

/** `deriveLevels`, made once per snapshot: rules ask for one asset at a time. */
export function levelsOf(graph: Graph): ReadonlyMap<number, DerivedLevels> {
  const made = LEVELS.get(graph) ?? deriveLevels(graph);
  LEVELS.set(graph, made);
  return made;
}
