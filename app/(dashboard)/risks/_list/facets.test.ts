import { describe, expect, it } from "vitest";
import { NO_FILTERS, type RiskFilters } from "../search-params";
import { riskChips, withoutChip } from "./facets";

const filters: RiskFilters = {
  ...NO_FILTERS,
  q: "token",
  band: ["Critical", "High"],
  owner: ["none", "team: a"],
  status: "closed",
  isNew: "true",
};

describe("riskChips", () => {
  it("names every filter that stands and nothing else", () => {
    expect(riskChips(filters).map((c) => `${c.label} ${c.value}`.trim())).toEqual([
      "status closed",
      "New",
      "severity Critical",
      "severity High",
      "owner nobody",
      "owner team: a",
      "text token",
    ]);
    expect(riskChips(NO_FILTERS)).toEqual([]);
  });
  it("gives each chip a way off that leaves the others", () => {
    let off: RiskFilters = filters;
    for (const chip of riskChips(filters)) off = Object.assign({}, off, withoutChip(off, chip.id));
    expect(off).toEqual(NO_FILTERS);
    expect(withoutChip(filters, "owner:team: a")).toEqual({ owner: ["none"] });
  });
});
