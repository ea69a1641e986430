import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { MODEL_019 } from "./rule";

const FOUR = ["intended_use", "training_data", "evaluation", "limits"];

function estate(props: JsonObject, subtype = "finetune", risk: string | null = null) {
  return tinyGraph(
    {
      uw: { is: `model/${subtype}` as "model/base", props },
      live: { is: "infra/workload", props: { state: "running" } },
      health: { is: "system/application", props: { risk_class: risk } },
    },
    [
      ["live", "loads", "uw"],
      ["live", "part_of", "health"],
    ],
  );
}

describe("MODEL-019", () => {
  it("fails without a card, low", () => {
    expect(failureOf(MODEL_019, estate({ has_card: false }), "uw")).toMatchObject({
      severity: "low",
      title: "The uw model has no model card",
      identity: null,
      evidenceIds: ["ev:uw"],
      fix: { key: "MODEL-019|uw" },
    });
  });

  it("names what the card leaves out", () => {
    const failure = failureOf(MODEL_019, estate({ has_card: true, card_sections: FOUR }, "unknown"), "uw");
    expect(failure.title).toBe("The uw model's card does not state its base model");
    const two = failureOf(MODEL_019, estate({ has_card: true, card_sections: FOUR.slice(0, 3) }), "uw");
    expect(two.message).toContain("limits and base model");
  });

  it("is medium in a high-risk or general-purpose system", () => {
    for (const risk of ["eu_high", "gpai"]) {
      const failure = failureOf(MODEL_019, estate({ has_card: false }, "finetune", risk), "uw");
      expect(failure).toMatchObject({ severity: "medium", evidenceIds: ["ev:uw", "ev:health"] });
    }
    expect(failureOf(MODEL_019, estate({ has_card: false }, "finetune", "none"), "uw").severity).toBe("low");
  });

  it("passes a full card, and asks a base model for no base", () => {
    expect(results(MODEL_019, estate({ has_card: true, card_sections: [...FOUR, "base_model"] }), "uw")).toEqual([
      "pass",
    ]);
    expect(results(MODEL_019, estate({ has_card: true, card_sections: FOUR }, "base"), "uw")).toEqual(["pass"]);
  });

  it("is inconclusive where nobody looked", () => {
    expect(results(MODEL_019, estate({ has_card: null }), "uw")).toEqual(["inconclusive not_observed"]);
    expect(results(MODEL_019, estate({}), "uw")).toEqual(["inconclusive not_observed"]);
    expect(results(MODEL_019, estate({ has_card: true }), "uw")).toEqual(["inconclusive not_observed"]);
  });

  it("leaves hosted models to their provider", () => {
    expect(population(MODEL_019, estate({ has_card: false }, "hosted"))).toEqual([]);
  });
});
