import { describe, expect, it } from "vitest";
import { FaultlineError } from "@/lib/domain/errors";
import { scoreDocument } from "./document";
import { FORMULA_VERSION } from "./factors";

const FINDING = {
  id: "f",
  severity: "high",
  threat: "incident",
  exposure: "X5",
  data: 2,
  criticality: 1,
  blast: 0,
};
const ASSET = { exposure: "X2", data: 1, criticality: 1, production: false };
const LINEAGE = {
  id: "l",
  root: "a",
  hazard: "CODE",
  severity: "high",
  threat: "incident",
  edges: [["b/c", "a", "copy"]],
  assets: { a: ASSET, "b/c": ASSET },
};

function refusal(input: unknown): FaultlineError {
  try {
    scoreDocument(input);
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error("The document was not refused");
}

describe("scoreDocument", () => {
  it("answers the keys it was asked for", () => {
    expect(scoreDocument({})).toEqual({ formulaVersion: FORMULA_VERSION });
    expect(Object.keys(scoreDocument({ posture: [] }))).toEqual(["formulaVersion", "posture"]);
    expect(scoreDocument({ findings: [FINDING] }).findings?.[0]).toMatchObject({ score: 61.6, band: "High" });
  });

  it("ignores keys it does not know and takes null for an absent optional one", () => {
    const about = { ...FINDING, about: "a note", verdict: null, controls: null };
    expect(scoreDocument({ findings: [about], more: 1 })).toEqual(scoreDocument({ findings: [FINDING] }));
  });

  it("scores relations of the vocabulary that carry no hazard as zero", () => {
    const [group] = scoreDocument({ lineage: [{ ...LINEAGE, edges: [["b/c", "a", "evaluated_on"]] }] }).lineage ?? [];
    expect(Object.keys(group?.nodes ?? {})).toEqual(["a"]);
  });

  it.each<[string, unknown, string]>([
    ["no object", [1], ""],
    ["a text", "x", ""],
    ["an unknown severity", { findings: [FINDING, { ...FINDING, severity: "huge" }] }, "/findings/1/severity"],
    ["an unknown exposure", { findings: [{ ...FINDING, exposure: "X6" }] }, "/findings/0/exposure"],
    ["an unknown control", { findings: [{ ...FINDING, controls: ["detect_only", "hope"] }] }, "/findings/0/controls/1"],
    ["an unknown age", { findings: [{ ...FINDING, age: "old" }] }, "/findings/0/age"],
    ["an unknown confidence", { findings: [{ ...FINDING, verdict: "sure" }] }, "/findings/0/verdict"],
    ["a missing threat", { findings: [{ ...FINDING, threat: undefined }] }, "/findings/0/threat"],
    ["a missing id", { findings: [{ ...FINDING, id: undefined }] }, "/findings/0/id"],
    ["a level too high", { findings: [{ ...FINDING, data: 5 }] }, "/findings/0/data"],
    ["a level below zero", { findings: [{ ...FINDING, blast: -1 }] }, "/findings/0/blast"],
    ["a level between two", { findings: [{ ...FINDING, criticality: 1.5 }] }, "/findings/0/criticality"],
    ["a level as text", { findings: [{ ...FINDING, data: "2" }] }, "/findings/0/data"],
    ["findings that are no list", { findings: FINDING }, "/findings"],
    ["an unknown hazard", { lineage: [{ ...LINEAGE, hazard: "LUCK" }] }, "/lineage/0/hazard"],
    ["an unknown relation", { lineage: [{ ...LINEAGE, edges: [["b/c", "a", "kin"]] }] }, "/lineage/0/edges/0/2"],
    ["an edge of two", { lineage: [{ ...LINEAGE, edges: [["b/c", "a"]] }] }, "/lineage/0/edges/0"],
    ["a missing root", { lineage: [LINEAGE, { ...LINEAGE, root: "z" }] }, "/lineage/1/root"],
    ["a missing child", { lineage: [{ ...LINEAGE, edges: [["z", "a", "copy"]] }] }, "/lineage/0/edges/0/0"],
    ["a missing parent", { lineage: [{ ...LINEAGE, edges: [["a", "z", "copy"]] }] }, "/lineage/0/edges/0/1"],
    ["a missing closed asset", { lineage: [{ ...LINEAGE, closed: ["a", "z"] }] }, "/lineage/0/closed/1"],
    [
      "an asset with a slash in its name",
      { lineage: [{ ...LINEAGE, assets: { a: ASSET, "b/c": { ...ASSET, production: "yes" } } }] },
      "/lineage/0/assets/b~1c/production",
    ],
    [
      "a score above 100",
      {
        posture: [
          {
            id: "p",
            groups: [
              [100, 0],
              [100.1, 0],
            ],
          },
        ],
      },
      "/posture/0/groups/1/0",
    ],
    ["an exploited score below 0", { posture: [{ id: "p", groups: [[50, -1]] }] }, "/posture/0/groups/0/1"],
    ["a group of three", { posture: [{ id: "p", groups: [[50, 0, 0]] }] }, "/posture/0/groups/0"],
    ["an endless number", { posture: [{ id: "p", groups: [[Number.POSITIVE_INFINITY, 0]] }] }, "/posture/0/groups/0/0"],
  ])("refuses %s with its pointer", (_, input, pointer) => {
    const error = refusal(input);
    expect([error.code, error.where]).toEqual(["invalid_input", pointer]);
    expect(error.message).toContain(pointer === "" ? "the document itself" : pointer);
    expect(error.message).toMatch(/\.$/);
    expect(error.message).not.toContain("\n");
  });

  it("shows hostile words as what they are", () => {
    expect(refusal({ findings: [{ ...FINDING, severity: "high\u202e\n" }] }).message).toContain("high<U+202E><U+000A>");
  });

  it("keeps odd asset names apart from the object's own", () => {
    const lineage = JSON.parse(
      JSON.stringify({ ...LINEAGE, edges: [["constructor", "a", "copy"]], assets: { a: ASSET, constructor: ASSET } }),
    );
    const [group] = scoreDocument({ lineage: [lineage] }).lineage ?? [];
    expect(Object.keys(group?.nodes ?? {})).toEqual(["a", "constructor"]);
    const proto = JSON.parse(`{"lineage":[${JSON.stringify(LINEAGE).replaceAll("b/c", "__proto__")}]}`);
    expect(refusal(proto).where).toBe("/lineage/0/edges/0/0");
  });
});
