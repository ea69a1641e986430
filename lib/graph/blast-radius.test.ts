import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLAST_KINDS } from "@/lib/domain/asset";
import { blastEvery, blastLevel, blastRadius } from "./blast-radius";
import { buildGraph } from "./build-graph";
import { naiveDependents, randomGraph } from "./testing/random-graph";
import { tinyGraph } from "./testing/tiny-graph";

describe("blast radius", () => {
  it("counts production whole, the rest a quarter, and neither itself, files, packages nor closed assets", () => {
    const { graph, id } = tinyGraph(
      {
        base: { is: "model/base" },
        ft: { is: "model/finetune", open: false },
        live: { is: "infra/endpoint", env: "prod" },
        lab: { is: "infra/workload", env: "dev" },
        dark: { is: "infra/workload" },
        agent: { is: "plugin/agent", env: "prod" },
        file: { is: "artifact/weights" },
      },
      [
        ["ft", "derived_from", "base", { variant: "finetune" }],
        ["live", "loads", "ft"],
        ["lab", "loads", "base"],
        ["dark", "loads", "base"],
        ["agent", "uses", "live"],
        ["base", "contains", "file"],
      ],
    );
    const blast = blastRadius(graph, id("base"));
    expect(blast).toMatchObject({ weight: 2.5, count: 4, level: 1 });
    expect(blast.byKind).toEqual([
      { kind: "plugin", count: 1, production: 1 },
      { kind: "infra", count: 3, production: 1 },
    ]);
    expect(blast.members.at(-1)).toEqual({ id: id("agent"), distance: 3 });
    expect(blastRadius(graph, id("file")).weight).toBe(2.75);
    expect(blastRadius(graph, 99)).toMatchObject({ weight: 0, level: 0 });
  });

  it("levels at 0, 3, 10 and 50", () => {
    expect([0, 0.25, 2.75, 3, 9.75, 10, 49.75, 50].map(blastLevel)).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });

  it("equals a naive search on any graph, for one asset and for all", () => {
    fc.assert(
      fc.property(randomGraph, ({ assets, edges }) => {
        const graph = buildGraph(assets, edges);
        const { ids, weight } = blastEvery(graph);
        const all = new Map([...ids].map((id, n) => [id, weight[n]]));
        for (const { id } of assets) {
          const harmed = [...naiveDependents(edges, id)].flatMap((n) => graph.assets.get(n) ?? []);
          const counted = harmed.filter((a) => a.open && BLAST_KINDS.includes(a.kind));
          const weight = counted.reduce((sum, a) => sum + (a.env === "prod" ? 1 : 0.25), 0);
          expect(blastRadius(graph, id)).toMatchObject({ weight, count: counted.length });
          expect(all.get(id)).toBe(weight);
        }
      }),
      { numRuns: 200 },
    );
  });
});
