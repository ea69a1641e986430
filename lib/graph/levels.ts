import { showText } from "@/lib/domain/text";
import { blastEvery, blastLevel } from "./blast-radius";
import { exposureOf } from "./exposure";
import type { DerivedLevels, Graph, GraphAsset } from "./graph";
import { type ImpactIndex, impactIndex } from "./impact";
import { production } from "./predicates";

const LEVELS_WORST_FIRST = [4, 3, 2, 1, 0] as const;

/** The labels that rise from what depends on an asset to the asset. */
type Label = "data" | "criticality";

/** By dense index: the highest label among what depends on a node (-1 = none), and the id of the nearest that carries it. */
type Raised = { value: Int8Array; from: Int32Array };

/**
 * For each asset the highest label among everything that depends on it, and the nearest asset that carries it. One
 * breadth-first pass per level from its holders towards what they depend on; a node is taken by the first, highest level.
 * O(V + E) in all, whatever cycles there are.
 */
function raisedBy(index: ImpactIndex, holders: readonly number[][]): Raised {
  const { ids, dependencies } = index;
  const raised: Raised = { value: new Int8Array(ids.length).fill(-1), from: new Int32Array(ids.length) };
  for (const value of LEVELS_WORST_FIRST) {
    const queue = [...(holders[value] ?? [])];
    const from = queue.map((node) => ids[node] ?? 0);
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] ?? 0;
      const holder = from[at] ?? 0;
      for (let i = dependencies.start[node] ?? 0; i < (dependencies.start[node + 1] ?? 0); i++) {
        const next = dependencies.far[i] ?? 0;
        if ((raised.value[next] ?? -1) >= 0) continue;
        raised.value[next] = value;
        raised.from[next] = holder;
        queue.push(next);
        from.push(holder);
      }
    }
  }
  return raised;
}

/** The nodes that carry each level of each label, read in one pass over the assets. */
function holdersOf(graph: Graph, index: ImpactIndex): Record<Label, number[][]> {
  const holders: Record<Label, number[][]> = { data: [[], [], [], [], []], criticality: [[], [], [], [], []] };
  index.ids.forEach((id, node) => {
    const asset = graph.assets.get(id);
    if (!asset?.open) return;
    if (asset.data !== null) holders.data[asset.data]?.push(node);
    if (asset.criticality !== null) holders.criticality[asset.criticality]?.push(node);
  });
  return holders;
}

function levelFrom(
  graph: Graph,
  asset: GraphAsset,
  own: number | null,
  raised: { value: number; from: number } | null,
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

/** Levels by asset id, each made when asked for: a million of them, sentences and all, are never held at once. */
export type Levels = { get(id: number): DerivedLevels | undefined };

/**
 * Exposure, data sensitivity, criticality and blast radius of every asset, each with the sentence and the record that
 * say so (vocabulary §5). Own label first, then the maximum over what depends on it; unlabelled dependents raise nothing.
 */
export function deriveLevels(graph: Graph): Levels {
  const index = impactIndex(graph);
  const radii = blastEvery(graph);
  const holders = holdersOf(graph, index);
  const data = raisedBy(index, holders.data);
  const criticality = raisedBy(index, holders.criticality);
  const judge = exposureOf(graph);
  const risen = (raised: Raised, node: number) => {
    const value = raised.value[node] ?? -1;
    return value < 0 ? null : { value, from: raised.from[node] ?? 0 };
  };
  return {
    get(id) {
      const asset = graph.assets.get(id);
      const node = index.indexOf(id);
      if (!asset || node < 0) return undefined;
      const d = levelFrom(graph, asset, asset.data, risen(data, node), "Data sensitivity");
      const c = levelFrom(graph, asset, asset.criticality, risen(criticality, node), "Business criticality");
      const blastWeight = radii.weight[node] ?? 0;
      return {
        ...judge(asset),
        data: d.value,
        dataWhy: d.why,
        criticality: c.value,
        criticalityWhy: c.why,
        blastWeight,
        blastCount: radii.count[node] ?? 0,
        blast: blastLevel(blastWeight),
        production: production(asset),
      };
    },
  };
}

const LEVELS = new WeakMap<Graph, Levels>();

/** `deriveLevels`, made once per snapshot: rules ask for one asset at a time. */
export function levelsOf(graph: Graph): Levels {
  const made = LEVELS.get(graph) ?? deriveLevels(graph);
  LEVELS.set(graph, made);
  return made;
}
