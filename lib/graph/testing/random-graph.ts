import fc from "fast-check";
import { RELATIONS, type RelationKind } from "@/lib/domain/relation";
import type { GraphAsset, GraphEdge } from "../graph";

const KINDS = ["model", "dataset", "plugin", "infra", "artifact", "package", "pipeline"] as const;
const WALKED: RelationKind[] = ["derived_from", "trained_on", "uses", "loads", "exposes", "stored_in", "contains"];
/** Relations that no impact walk may follow, so that a walk over everything would be caught. */
const NOT_WALKED: RelationKind[] = ["part_of", "can_access", "affected_by"];

const level = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 1 });

/** Arbitrary small graphs with cycles, diamonds, parallel edges and self loops; ends need not be legal, walks do not care. */
export const randomGraph = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc.record({
    assets: fc.tuple(
      ...Array.from({ length: size }, (_, index) =>
        fc.record({
          id: fc.constant(index * 7 + 3),
          key: fc.constant(`k${index}`),
          kind: fc.constantFrom(...KINDS),
          subtype: fc.constant("unknown"),
          name: fc.constant(`n${index}`),
          owner: fc.constant(null),
          env: fc.constantFrom(null, "prod", "dev"),
          data: level,
          criticality: level,
          props: fc.constant({}),
          evidenceId: fc.constant(null),
          open: fc.boolean(),
        }),
      ),
    ) as unknown as fc.Arbitrary<GraphAsset[]>,
    edges: fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: size - 1 }).map((n) => n * 7 + 3),
        to: fc.integer({ min: 0, max: size - 1 }).map((n) => n * 7 + 3),
        relation: fc.constantFrom(...WALKED, ...NOT_WALKED),
        variant: fc.constant(null),
        class: fc.constantFrom("verified" as const, "observed" as const, "declared" as const, "inferred" as const),
        props: fc.constant({}),
        evidenceId: fc.constant(null),
      }),
      { maxLength: 40 },
    ) as fc.Arbitrary<GraphEdge[]>,
  }),
);

/** Oracle: whoever depends on `id`, by repeating over the whole edge list until nothing is added. `id` itself not included. */
export function naiveDependents(edges: readonly GraphEdge[], id: number): Set<number> {
  const found = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to, relation } of edges) {
      const sets = RELATIONS[relation].set;
      if (!sets.includes("I") && !sets.includes("L")) continue;
      const [dependent, dependency] = relation === "exposes" ? [to, from] : [from, to];
      if (!found.has(dependency) || found.has(dependent)) continue;
      found.add(dependent);
      grown = true;
    }
  }
  found.delete(id);
  return found;
}
