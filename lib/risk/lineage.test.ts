import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FaultlineError } from "@/lib/domain/errors";
import { type Exact, maxOf, ONE, ZERO } from "./exact";
import { blastLevel } from "./factors";
import { hopTau, lineageRelation, TAU_CUT } from "./hazard";
import { type LineageAsset, type LineageInput, scoreLineage } from "./lineage";
import { scoreInherited } from "./score";
import { anyFamily } from "./testing/arbitraries";

/** Best tau from one node to every other, by trying every simple path: slow, and nothing like the search under test. */
function everyPath(input: LineageInput, from: string): Map<string, Exact> {
  const best = new Map<string, Exact>([[from, ONE]]);
  const walk = (node: string, tau: Exact, seen: ReadonlySet<string>) => {
    for (const [child, parent, relation] of input.edges) {
      if (parent !== node || seen.has(child)) continue;
      const next = tau.times(hopTau(input.hazard, relation));
      best.set(child, maxOf(best.get(child) ?? ZERO, next));
      walk(child, next, new Set([...seen, child]));
    }
  };
  walk(from, ONE, new Set([from]));
  for (const [node, tau] of best) if (!tau.atLeast(TAU_CUT)) best.delete(node);
  return best;
}

const weight = (input: LineageInput, id: string) => (input.assets.get(id)?.production ? 4 : 1);

describe("scoreLineage against every simple path", () => {
  it("agrees on members, tau, B, group and RE for graphs with cycles, diamonds and retired members", () => {
    fc.assert(
      fc.property(anyFamily, (input) => {
        const reached = everyPath(input, input.root);
        const open = [...reached.keys()].filter((id) => !input.closed?.includes(id)).sort();
        const score = scoreLineage(input);
        expect([...score.nodes.keys()]).toEqual(open);
        let [worst, exploited] = [ZERO, ZERO];
        for (const id of open) {
          const node = score.nodes.get(id);
          const tau = reached.get(id) ?? ZERO;
          expect(node?.tau.equals(tau)).toBe(true);
          const own = [...everyPath(input, id).keys()].filter((other) => other !== id && open.includes(other));
          expect(node?.blast).toBe(blastLevel(own.reduce((sum, other) => sum + weight(input, other), 0)));
          const rest = open.filter((other) => other !== id).reduce((sum, other) => sum + weight(input, other), 0);
          const asset = input.assets.get(id) as LineageAsset;
          const member = scoreInherited({ ...input, ...asset, blast: blastLevel(rest) }, tau);
          worst = maxOf(worst, member.exact);
          if (member.exploited) exploited = maxOf(exploited, member.exact);
        }
        expect(score.group?.exact.equals(worst) ?? open.length === 0).toBe(true);
        expect(score.group?.exploitedExact.equals(exploited) ?? true).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of edges or assets", () => {
    fc.assert(
      fc.property(anyFamily, (input) => {
        const turned = { ...input, edges: [...input.edges].reverse(), assets: new Map([...input.assets].reverse()) };
        const [one, two] = [scoreLineage(input), scoreLineage(turned)];
        expect(two.group?.at).toBe(one.group?.at);
        expect([...two.nodes].map(([id, node]) => [id, node.via, node.scoreTenths])).toEqual(
          [...one.nodes].map(([id, node]) => [id, node.via, node.scoreTenths]),
        );
      }),
      { numRuns: 300 },
    );
  });
});

const ASSET: LineageAsset = { exposure: "X2", data: 2, criticality: 2, production: true };

function made(change: Partial<LineageInput>): LineageInput {
  const assets = new Map(["a", "b", "c"].map((id) => [id, ASSET]));
  return { root: "a", hazard: "WEIGHT", severity: "critical", threat: "exploited", edges: [], assets, ...change };
}

describe("a child row", () => {
  it("shows its factors, what it inherits and along which path", () => {
    const edges = [
      ["b", "a", "quantize"],
      ["c", "b", "finetune"],
      ["a", "c", "copy"],
    ] as const;
    const node = scoreLineage(made({ edges })).nodes.get("c");
    expect(node?.factors.t.toText()).toBe("0.72");
    expect(node?.via).toEqual(["a", "b", "c"]);
    expect(node?.sentences[1]).toContain("Inherited from a at 0.72, via a > b > c.");
  });

  it("takes the strongest path, then the shortest", () => {
    const strong = [
      ["c", "a", "finetune"],
      ["b", "a", "copy"],
      ["c", "b", "copy"],
    ] as const;
    expect(scoreLineage(made({ edges: strong })).nodes.get("c")?.via).toEqual(["a", "b", "c"]);
    const equal = [
      ["c", "b", "copy"],
      ["b", "a", "copy"],
      ["c", "a", "adapter"],
    ] as const;
    expect(scoreLineage(made({ edges: equal })).nodes.get("c")?.via).toEqual(["a", "c"]);
  });
});

describe("edges of the input", () => {
  it("points at an asset that is not given", () => {
    const wrong = made({
      edges: [
        ["a", "b", "copy"],
        ["b", "gone", "copy"],
      ],
    });
    expect(() => scoreLineage(wrong)).toThrow(FaultlineError);
    expect(() => scoreLineage(wrong)).toThrow(expect.objectContaining({ where: "/edges/1/1" }));
    expect(() => scoreLineage(made({ root: "gone" }))).toThrow(expect.objectContaining({ where: "/root" }));
    expect(() => scoreLineage(made({ closed: ["gone"] }))).toThrow(expect.objectContaining({ where: "/closed/0" }));
  });

  it("passes nothing on through relations and hazards the table does not have", () => {
    const edges = [["b", "a", "generated_by"]] as const;
    expect([...scoreLineage(made({ edges })).nodes.keys()]).toEqual(["a"]);
    const copy = [["b", "a", "copy"]] as const;
    expect([...scoreLineage(made({ edges: copy, hazard: "VULN" })).nodes.keys()]).toEqual(["a"]);
  });

  it("ends on long chains, with B counted no further than it can rise", () => {
    const ids = Array.from({ length: 5000 }, (_, n) => `n${n}`);
    const edges = ids.map((id, n) => [id, ids[n - 1] ?? "n4999", "copy"] as const);
    const input = made({ root: "n0", hazard: "LICENCE", edges, assets: new Map(ids.map((id) => [id, ASSET])) });
    const { nodes, group } = scoreLineage(input);
    expect([nodes.size, nodes.get("n77")?.blast, group?.at]).toEqual([5000, 4, "n0"]);
  });
});

describe("lineageRelation", () => {
  it("reads stored relations as lineage words", () => {
    expect(lineageRelation("derived_from", "quantize", "model", "model")).toBe("quantize");
    expect(lineageRelation("derived_from", "unknown", "model", "model")).toBe("finetune");
    expect(lineageRelation("derived_from", "unknown", "dataset", "dataset")).toBe("convert");
    expect(lineageRelation("derived_from", "base_layer", "image", "image")).toBeNull();
    expect(lineageRelation("trained_on", "preference", "model", "dataset")).toBe("trained_on");
    expect(lineageRelation("contains", null, "model", "artifact")).toBe("copy");
    expect(lineageRelation("contains", null, "image", "package")).toBeNull();
    expect(lineageRelation("generated_by", null, "dataset", "model")).toBeNull();
  });
});
