import { describe, expect, it } from "vitest";
import type { Overview } from "@/lib/domain/views/risk-views";
import { overviewViewState } from "./view-state";

const stratum = (posture: number | null): Overview["strata"][number] => ({
  faultLine: "model",
  assets: 3,
  detail: "",
  open: { Critical: 0, High: 0, Medium: 0, Low: 0, Info: 0 },
  posture,
  delta: null,
  trend: [],
  observed: { seen: 3, total: 3, reason: null },
});
const view = (over: Partial<Overview>) =>
  overviewViewState({ state: "ready", strata: [stratum(80)], staleSources: { stale: 0, total: 2 }, ...over });

describe("overviewViewState", () => {
  it("shows no numbers until something is ranked", () => {
    expect(view({ state: "unconnected" })).toBe("unconnected");
    expect(view({ state: "running", staleSources: { stale: 2, total: 2 } })).toBe("running");
  });
  it("is stale only when every source is", () => {
    expect(view({ staleSources: { stale: 1, total: 2 } })).toBe("ready");
    expect(view({ staleSources: { stale: 2, total: 2 } })).toBe("stale");
    expect(view({ staleSources: { stale: 0, total: 0 } })).toBe("ready");
  });
  it("is partial where a stratum has no posture", () => {
    expect(view({ strata: [stratum(80), stratum(null)] })).toBe("partial");
  });
});
