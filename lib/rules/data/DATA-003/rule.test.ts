import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { DATA_003 } from "./rule";

function estate(dataset: JsonObject, state: string | null = "running", criticality: number | null = null) {
  return tinyGraph(
    {
      quotes: { is: "dataset/table", props: dataset },
      parent: { is: "dataset/table", props: {} },
      price: { is: "model/base" },
      live: { is: "infra/endpoint", criticality, props: { state } },
    },
    [
      ["price", "trained_on", "quotes"],
      ["live", "loads", "price"],
    ],
  );
}
const EMPTY = { license: "CC0-1.0", source_urls: [], collection_statement: null, publisher: null };

describe("DATA-003", () => {
  it("fails data that nothing traces, under a model that runs", () => {
    const made = estate(EMPTY);
    expect(failureOf(DATA_003, made, "quotes")).toMatchObject({
      severity: "medium",
      threat: "posture",
      identity: null,
      title: "Nobody can say where the quotes data comes from",
      path: [made.id("quotes"), made.id("price"), made.id("live")],
      evidenceIds: ["ev:quotes", "ev:price-trained_on-quotes", "ev:price"],
    });
  });

  it("is high from criticality 3 of what depends on it", () => {
    expect(failureOf(DATA_003, estate(EMPTY, "running", 3), "quotes").severity).toBe("high");
    expect(failureOf(DATA_003, estate(EMPTY, "running", 2), "quotes").severity).toBe("medium");
  });

  it.each([{ source_urls: ["https://data.example"] }, { publisher: "office" }, { collection_statement: "bought" }])(
    "passes with %o",
    (fact) => expect(results(DATA_003, estate({ ...EMPTY, ...fact }), "quotes")).toEqual(["pass"]),
  );

  it("passes data made from named data", () => {
    const made = tinyGraph(
      {
        copy: { is: "dataset/table", props: EMPTY },
        parent: { is: "dataset/table" },
        m: { is: "model/base" },
        w: { is: "infra/endpoint", props: { state: "running" } },
      },
      [
        ["copy", "derived_from", "parent", { variant: "convert" }],
        ["m", "trained_on", "copy"],
        ["w", "loads", "m"],
      ],
    );
    expect(results(DATA_003, made, "copy")).toEqual(["pass"]);
  });

  it("is inconclusive without the record, or without the state of the loader", () => {
    expect(results(DATA_003, estate({}), "quotes")).toEqual(["inconclusive not_observed"]);
    expect(results(DATA_003, estate(EMPTY, null), "quotes")).toEqual(["inconclusive not_observed"]);
  });

  it("does not apply to data whose models are not deployed", () => {
    expect(population(DATA_003, estate(EMPTY, "stopped"))).toEqual([]);
  });
});
