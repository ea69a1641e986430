import { describe, expect, it } from "vitest";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { factsOf, type Observed } from "./facts";

const say = (
  id: number,
  cls: keyof typeof EVIDENCE_CLASSES,
  record: number,
  doc: Partial<Observed["doc"]>,
): Observed => ({
  source_id: id,
  source: `s${id}`,
  class: EVIDENCE_CLASSES[cls],
  changed_record: record,
  doc: {
    kind: "model",
    subtype: "base",
    name: "m",
    class: cls,
    owner: null,
    env: null,
    data: null,
    criticality: null,
    props: {},
    ...doc,
  } as Observed["doc"],
  page_id: id,
  spot: "/x",
});
const of = (rows: Observed[], property: string) =>
  factsOf(rows)
    .filter((f) => f.property === property)
    .map((f) => [f.source, f.value, f.used, f.dispute]);

describe("facts of several sources", () => {
  it("agree without a word on it", () => {
    expect(of([say(1, "declared", 1, { owner: "a" }), say(2, "observed", 1, { owner: "a" })], "owner")).toEqual([
      ["s2", "a", true, null],
      ["s1", "a", false, null],
    ]);
  });

  it("differ, and it is said why one wins: its class, its age, its source", () => {
    expect(of([say(1, "declared", 9, { owner: "a" }), say(2, "verified", 1, { owner: "b" })], "owner")).toEqual([
      ["s2", "b", true, "verified beats declared"],
      ["s1", "a", false, "says otherwise"],
    ]);
    expect(of([say(1, "declared", 1, { owner: "a" }), say(2, "declared", 2, { owner: "b" })], "owner")[0]).toEqual([
      "s2",
      "b",
      true,
      "as well supported, and the newer word",
    ]);
    expect(of([say(2, "declared", 1, { owner: "a" }), say(1, "declared", 1, { owner: "b" })], "owner")[0]).toEqual([
      "s1",
      "b",
      true,
      "as well supported and as new, from the source connected first",
    ]);
  });

  it("say nothing with null, and little with an unknown subtype", () => {
    expect(of([say(1, "verified", 1, { owner: null }), say(2, "inferred", 1, { owner: "b" })], "owner")).toEqual([
      ["s2", "b", true, null],
    ]);
    expect(
      of([say(1, "verified", 1, { subtype: "unknown" }), say(2, "inferred", 1, { subtype: "base" })], "subtype").map(
        (f) => [f[1], f[2], f[3]],
      ),
    ).toEqual([
      ["base", true, null],
      ["unknown", false, null],
    ]);
  });
});
