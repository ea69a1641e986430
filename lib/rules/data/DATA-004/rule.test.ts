import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { DATA_004 } from "./rule";

function estate(dataset: JsonObject, use: string | null = null, state: string | null = "running") {
  return tinyGraph(
    {
      scrape: { is: "dataset/corpus", criticality: 4, props: dataset },
      vision: { is: "model/finetune", props: { use } },
      live: { is: "infra/endpoint", props: { state } },
    },
    [
      ["vision", "trained_on", "scrape"],
      ["live", "loads", "vision"],
    ],
  );
}

describe("DATA-004", () => {
  it.each([null, "unknown", "other", "NOASSERTION"])("fails a licence of %s", (license) => {
    const failure = failureOf(DATA_004, estate({ license }), "scrape");
    expect(failure).toMatchObject({
      severity: "medium",
      identity: null,
      title: "The scrape data is used without a licence",
      fix: { key: "DATA-004|scrape" },
      evidenceIds: ["ev:scrape", "ev:vision-trained_on-scrape", "ev:vision"],
    });
  });

  it("fails where the clauses forbid the stated use", () => {
    const failure = failureOf(DATA_004, estate({ license: "CC-BY-NC-4.0" }, "commercial"), "scrape");
    expect(failure.title).toBe("The licence of the scrape data forbids its use");
    expect(failure.message).toContain("no commercial use");
    expect(results(DATA_004, estate({ license: "CC-BY-ND-4.0" }, "internal"), "scrape")).toEqual(["fail"]);
    expect(results(DATA_004, estate({ license: "apple-amlr" }, "internal"), "scrape")).toEqual(["fail"]);
  });

  it("passes licences that allow the use", () => {
    expect(results(DATA_004, estate({ license: "CC-BY-4.0" }, "commercial"), "scrape")).toEqual(["pass"]);
    expect(results(DATA_004, estate({ license: "CC-BY-NC-4.0" }, "research"), "scrape")).toEqual(["pass"]);
    expect(results(DATA_004, estate({ license: "CC-BY-NC-4.0 OR MIT" }, "commercial"), "scrape")).toEqual(["pass"]);
  });

  it.each<[string, JsonObject, string | null, string | null]>([
    ["nobody looked for a licence", {}, "commercial", "running"],
    ["the licence is in no table", { license: "LicenseRef-House-Terms" }, "commercial", "running"],
    ["the use is not stated", { license: "CC-BY-NC-4.0" }, null, "running"],
    ["the loader's state is not known", { license: null }, "commercial", null],
  ])("is inconclusive where %s", (_, dataset, use, state) =>
    expect(results(DATA_004, estate(dataset, use, state), "scrape")).toEqual(["inconclusive not_observed"]),
  );

  it("does not apply to data of models that are stopped", () => {
    expect(population(DATA_004, estate({ license: null }, null, "stopped"))).toEqual([]);
  });
});
