import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scoreDocument } from "./document";
import golden from "./fixtures/golden.json";

/** Every key of `expected`, and in lists and `nodes` nothing beyond it; the answer may have more keys of its own. */
function expectEvery(answer: unknown, expected: unknown): void {
  expect(answer).toMatchObject(expected as object);
  for (const [index, entry] of ((expected as { lineage?: { nodes: object }[] }).lineage ?? []).entries()) {
    const nodes = (answer as { lineage: { nodes: object }[] }).lineage[index]?.nodes;
    expect(Object.keys(nodes ?? {}).sort()).toEqual(Object.keys(entry.nodes).sort());
  }
}

/** One bad base with 500 adapters in production, case L06: too long to write out. */
function bigFamily() {
  const ids = Array.from({ length: 500 }, (_, n) => `c${n}`);
  const child = { exposure: "X2", data: 1, criticality: 2, production: true };
  return {
    edges: ids.map((id) => [id, "base", "adapter"]),
    assets: {
      base: { exposure: "X1", data: 0, criticality: 1, production: false },
      ...Object.fromEntries(ids.map((id) => [id, child])),
    },
  };
}

describe("the published golden values", () => {
  it.each(golden.findings)("finding $in.id", ({ in: input, out }) => {
    expectEvery(scoreDocument({ findings: [input] }), { findings: [out] });
  });

  it.each(golden.lineage)("lineage $in.id", ({ in: input, out }) => {
    const { family, ...own } = input as { family?: "six" };
    const entry = family === undefined ? own : { ...own, ...golden.families[family] };
    expectEvery(scoreDocument({ lineage: [entry] }), { lineage: [out] });
  });

  it.each(golden.posture)("posture $in.id", ({ in: input, out }) => {
    const groups = input.runs.flatMap(([score, exploited, count]) => Array(count).fill([score, exploited]));
    expectEvery(scoreDocument({ posture: [{ id: input.id, groups }] }), { posture: [out] });
  });

  it("lineage L06: 501 open members are one item", () => {
    const finding = { id: "L06", root: "base", hazard: "WEIGHT", severity: "critical", threat: "exploited" };
    const { lineage, posture } = scoreDocument({
      lineage: [{ ...finding, ...bigFamily() }],
      posture: [{ id: "counted one by one", groups: Array(501).fill([69.4, 69.4]) }],
    });
    const [group] = lineage ?? [];
    expect(Object.keys(group?.nodes ?? {})).toHaveLength(501);
    expect(group?.nodes.base).toEqual({ tau: 1, score: 60, band: "High", guard: "G4" });
    expect(group?.nodes.c7).toEqual({ tau: 1, score: 60.4, band: "High", guard: null });
    expect(group?.group).toEqual({ score: 69.4, at: "c0", guard: null, exploitedScore: 69.4 });
    expect(group?.posture).toBe(75.3);
    expect(posture?.[0]?.posture).toBe(20);
  });

  const whole = "../shared/design/risk-score-golden.json";
  it.skipIf(!existsSync(whole))("the whole published document, where it is at hand", () => {
    const document = JSON.parse(readFileSync(whole, "utf8"));
    expectEvery(scoreDocument(document.in), document.out);
  });
});
