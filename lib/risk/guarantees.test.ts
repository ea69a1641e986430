import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exact, ZERO } from "./exact";
import { CONTROL_CREDIT, CONTROLS } from "./factors";
import { type LineageInput, scoreLineage } from "./lineage";
import { type PostureItem, posture } from "./posture";
import { exploitedPart, type FindingInput, scoreFinding } from "./score";
import { anyFamily, anyFinding, anyItem, WORST_FIRST } from "./testing/arbitraries";

const RUNS = { numRuns: 2000 };

/** One change that makes a finding better: which factor, and which of the better words. */
const anyImprovement = fc.record({
  factor: fc.constantFrom(
    "severity",
    "threat",
    "exposure",
    "age",
    "verdict",
    "data",
    "criticality",
    "blast",
    "control",
  ),
  pick: fc.nat(),
});

function improve(input: FindingInput, { factor, pick }: { factor: string; pick: number }): FindingInput {
  if (factor === "control") {
    const control = CONTROLS[pick % CONTROLS.length];
    return control === undefined ? input : { ...input, controls: [...(input.controls ?? []), control] };
  }
  if (factor === "data" || factor === "criticality" || factor === "blast")
    return { ...input, [factor]: pick % (input[factor] + 1) };
  const words: readonly string[] = WORST_FIRST[factor as keyof typeof WORST_FIRST];
  const now = words.indexOf(input[factor as keyof typeof WORST_FIRST] ?? words.at(-1) ?? "");
  return { ...input, [factor]: words[now + (pick % (words.length - now))] };
}

function neverRaises(score: (input: FindingInput) => Exact) {
  return fc.property(anyFinding, anyImprovement, (input, change) => {
    expect(score(improve(input, change)).compare(score(input))).toBeLessThanOrEqual(0);
  });
}

/** A tempting wrong design: credits averaged, so that a weak control beside a strong one makes things worse. */
function averagedCredits(input: FindingInput): Exact {
  const bare = scoreFinding({ ...input, controls: [] }).exact;
  const distinct = [...new Set(input.controls ?? [])];
  if (distinct.length === 0) return bare;
  const sum = distinct.reduce((total, control) => total.plus(CONTROL_CREDIT[control]), ZERO);
  return bare.times(Exact.ofUnits(Math.floor((sum.toNumber() / distinct.length) * 1000), 3));
}

describe("lowering a factor or adding a control", () => {
  it("never raises R", () =>
    fc.assert(
      neverRaises((input) => scoreFinding(input).exact),
      RUNS,
    ));
  it("never raises RE", () =>
    fc.assert(
      neverRaises((input) => exploitedPart(scoreFinding(input))),
      RUNS,
    ));
  it("is a test that catches averaged credits", () => {
    expect(fc.check(neverRaises(averagedCredits), RUNS).failed).toBe(true);
  });
});

function neverLowered(p: (items: readonly PostureItem[]) => number) {
  return fc.property(
    fc.array(anyItem, { minLength: 1, maxLength: 40 }),
    fc.nat(),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (items, pick, share) => {
      const at = pick % items.length;
      const without = items.filter((_, index) => index !== at);
      const milder = items.map((item, index) =>
        index === at ? { score: item.score * share, exploitedScore: item.exploitedScore * share } : item,
      );
      // Doubles add up in another order, so a hair of tolerance: a millionth of a printed digit.
      expect(p(without)).toBeGreaterThanOrEqual(p(items) - 1e-7);
      expect(p(milder)).toBeGreaterThanOrEqual(p(items) - 1e-7);
    },
  );
}

describe("removing an item or making it milder", () => {
  it("never lowers P", () =>
    fc.assert(
      neverLowered((items) => posture(items).exact),
      RUNS,
    ));
  it("is a test that catches an average", () => {
    const average = (items: readonly PostureItem[]) =>
      items.length === 0 ? 100 : 100 - items.reduce((sum, item) => sum + item.score, 0) / items.length;
    expect(fc.check(neverLowered(average), RUNS).failed).toBe(true);
  });
});

const anyGraphChange = fc.record({
  kind: fc.constantFrom("cut edge", "delete asset", "close", "less exposed", "control"),
  pick: fc.nat(),
});

function changeFamily(input: LineageInput, { kind, pick }: { kind: string; pick: number }): LineageInput {
  const ids = [...input.assets.keys()];
  const id = ids[pick % ids.length] ?? input.root;
  if (kind === "cut edge")
    return { ...input, edges: input.edges.filter((_, index) => index !== pick % Math.max(1, input.edges.length)) };
  if (kind === "close") return { ...input, closed: [...(input.closed ?? []), id] };
  const assets = new Map(input.assets);
  const asset = assets.get(id);
  if (asset === undefined) return input;
  if (kind === "less exposed") {
    const words = WORST_FIRST.exposure;
    const exposure = words[Math.min(words.length - 1, words.indexOf(asset.exposure) + 1)] ?? asset.exposure;
    return { ...input, assets: assets.set(id, { ...asset, exposure }) };
  }
  if (kind === "control")
    return { ...input, assets: assets.set(id, { ...asset, controls: [...(asset.controls ?? []), "detect_only"] }) };
  // The root finding's asset cannot leave without its finding; retiring it is the "close" case.
  if (id === input.root) return input;
  assets.delete(id);
  const edges = input.edges.filter(([child, parent]) => child !== id && parent !== id);
  return { ...input, assets, edges, closed: (input.closed ?? []).filter((closed) => closed !== id) };
}

function graphNeverWorse(p: (input: LineageInput) => number) {
  return fc.property(anyFamily, anyGraphChange, (input, change) => {
    expect(p(changeFamily(input, change))).toBeGreaterThanOrEqual(p(input) - 1e-7);
  });
}

/** A tempting wrong design: members are grouped by who is joined to whom now, so cutting an edge makes two items of one. */
function groupedByConnection(input: LineageInput): number {
  const group = new Map([...input.assets.keys()].map((id) => [id, id]));
  const top = (id: string): string => {
    const up = group.get(id) ?? id;
    return up === id ? id : top(up);
  };
  for (const [child, parent] of input.edges) group.set(top(child), top(parent));
  const worst = new Map<string, PostureItem>();
  for (const [id, asset] of input.assets) {
    if (input.closed?.includes(id)) continue;
    const score = scoreFinding({ ...input, ...asset, blast: 0 });
    const item = { score: score.exact.toNumber(), exploitedScore: exploitedPart(score).toNumber() };
    const old = worst.get(top(id));
    if (old === undefined || item.score > old.score) worst.set(top(id), item);
  }
  return posture(worst.values()).exact;
}

describe("cutting an edge, deleting or retiring an asset", () => {
  const scored = (input: LineageInput) => {
    const { item } = scoreLineage(input);
    return posture(item === null ? [] : [item]).exact;
  };
  it("never lowers P", () => fc.assert(graphNeverWorse(scored), RUNS));
  it("is a test that catches items keyed by connection", () => {
    expect(fc.check(graphNeverWorse(groupedByConnection), RUNS).failed).toBe(true);
  });
});

describe("bounds", () => {
  const tenths = (items: readonly PostureItem[]) => posture(items).postureTenths;
  const others = fc.array(anyItem, { maxLength: 60 });
  const within = (max: number) =>
    fc.array(fc.double({ min: 0, max, noNaN: true, maxExcluded: true }), { maxLength: 400 });
  const unexploited = (scores: readonly number[]) => scores.map((score) => ({ score, exploitedScore: 0 }));
  const least = (count: number, score: number) => unexploited(Array(count).fill(score));

  it.each([
    ["one exploited critical", { score: 85, exploitedScore: 85 }, 466],
    ["one critical", { score: 80, exploitedScore: 0 }, 877],
    ["one high", { score: 60, exploitedScore: 0 }, 964],
  ])("%s caps P, whatever else is open", (_, item, most) => {
    expect(tenths([item])).toBe(most);
    fc.assert(
      fc.property(others, (rest) => {
        expect(tenths([...rest, item])).toBeLessThanOrEqual(most);
      }),
    );
  });

  it.each([
    ["nothing exploited", 100, 600],
    ["mediums and lows", 60, 920],
    ["lows", 40, 980],
  ])("%s cannot cost more than its layers", (_, max, floor) => {
    fc.assert(
      fc.property(within(max), (scores) => {
        expect(tenths(unexploited(scores))).toBeGreaterThanOrEqual(floor);
      }),
    );
    expect(tenths(least(100_000, max - 0.01))).toBe(floor);
  });

  it("the union is never better than its worst part", () => {
    fc.assert(
      fc.property(others, others, (one, two) => {
        const whole = posture([...one, ...two]).exact;
        expect(whole).toBeLessThanOrEqual(Math.min(posture(one).exact, posture(two).exact) + 1e-7);
      }),
    );
  });
});
