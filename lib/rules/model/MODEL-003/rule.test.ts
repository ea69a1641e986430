import { describe, expect, it } from "vitest";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { MODEL_003 } from "./rule";

type Case = {
  formats?: string[];
  state?: string | null;
  verified?: boolean | null;
  safe?: boolean;
  file?: string;
  via?: "lora";
};

function estate({
  formats = ["pickle"],
  state = "running",
  verified = null,
  safe = false,
  file = "model.pkl",
  via,
}: Case = {}) {
  return tinyGraph(
    {
      file: {
        is: "artifact/weights",
        key: "sha256:aa",
        props: { file_name: file, ...(formats.length > 0 ? { scan: { formats, verdict: "clean" } } : {}) },
      },
      ner: { is: "model/base" },
      mirror: { is: "model/unknown" },
      lora: { is: "model/adapter" },
      lab: { is: "identity/publisher", props: { verified } },
      safe: { is: "artifact/weights", props: { file_name: "model.safetensors" } },
      "config.json": { is: "artifact/config" },
      live: { is: "infra/endpoint", props: { state } },
    },
    [
      ["ner", "contains", "file"],
      ["mirror", "contains", "file"],
      ["mirror", "contains", "config.json"],
      ["ner", "published_by", "lab"],
      ["lora", "derived_from", "mirror", { variant: "adapter" }],
      ["live", "loads", via ?? "mirror"],
      ...(safe ? [["mirror", "contains", "safe"] as ["mirror", "contains", "safe"]] : []),
    ],
  );
}

describe("MODEL-003", () => {
  it("fails a pickle that runs, medium while its publisher is not known", () => {
    const made = estate();
    expect(failureOf(MODEL_003, made, "file")).toMatchObject({
      severity: "medium",
      threat: "posture",
      title: "The mirror model is served from a file that can run code",
      path: [made.id("file"), made.id("mirror"), made.id("live")],
      evidenceIds: ["ev:live-loads-mirror", "ev:mirror-contains-file", "ev:file"],
      fix: { key: "MODEL-003|sha256:aa" },
    });
  });

  it("is high without a safe file and with an unverified publisher of any copy", () => {
    expect(failureOf(MODEL_003, estate({ verified: false }), "file").severity).toBe("high");
    expect(failureOf(MODEL_003, estate({ verified: true }), "file").severity).toBe("medium");
    const beside = failureOf(MODEL_003, estate({ verified: false, safe: true }), "file");
    expect(beside.severity).toBe("medium");
    expect(beside.fix.steps[0]?.text).toContain("model.safetensors");
  });

  it("fails the base of an adapter that runs", () => {
    expect(results(MODEL_003, estate({ via: "lora" }), "file")).toEqual(["fail"]);
  });

  it("passes formats that are not unpickled, and stopped loaders", () => {
    expect(results(MODEL_003, estate({ formats: ["safetensors"] }), "file")).toEqual(["pass"]);
    expect(results(MODEL_003, estate({ formats: ["h5"] }), "file")).toEqual(["pass"]);
    expect(results(MODEL_003, estate({ state: "stopped" }), "file")).toEqual(["pass"]);
  });

  it("is inconclusive about unknown formats and unknown states", () => {
    expect(results(MODEL_003, estate({ formats: [], file: "weights.bin" }), "file")).toEqual([
      "inconclusive not_observed",
    ]);
    expect(results(MODEL_003, estate({ state: null }), "file")).toEqual(["inconclusive not_observed"]);
  });

  it("applies to weights that infrastructure loads, not to their configuration", () => {
    expect(population(MODEL_003, estate({ safe: true }))).toEqual(["file", "safe"]);
  });
});
