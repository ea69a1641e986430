import { describe, expect, it } from "vitest";
import type { GraphEdge } from "./graph";
import { deployed, executable, fileLoadersOf, maliciousRunning, mutable, unpickled } from "./predicates";
import { tinyGraph } from "./testing/tiny-graph";

const RUNNING = { props: { state: "running" } };

describe("deployed", () => {
  it("holds through an adapter or merge that runs, not through a quantised child", () => {
    const { graph, asset } = tinyGraph(
      {
        base: { is: "model/base" },
        lora: { is: "model/adapter" },
        q4: { is: "model/quantized" },
        other: { is: "model/base" },
        a: { is: "infra/workload", ...RUNNING },
      },
      [
        ["lora", "derived_from", "base", { variant: "adapter" }],
        ["q4", "derived_from", "other", { variant: "quantize" }],
        ["a", "loads", "lora"],
        ["a", "loads", "q4"],
      ],
    );
    expect(deployed(graph, asset("base"))).toBe("yes");
    expect(deployed(graph, asset("other"))).toBe("no");
  });

  it("is unknown while no source says whether the loader runs, and no once it is stopped", () => {
    const { graph, asset } = tinyGraph(
      {
        dark: { is: "model/base" },
        off: { is: "model/base" },
        x: { is: "infra/workload" },
        y: { is: "infra/workload", props: { state: "stopped" } },
        gone: { is: "infra/workload", open: false, props: { state: "running" } },
      },
      [
        ["x", "loads", "dark"],
        ["y", "loads", "off"],
        ["gone", "loads", "off"],
      ],
    );
    expect(deployed(graph, asset("dark"))).toBe("unknown");
    expect(deployed(graph, asset("off"))).toBe("no");
  });
});

describe("files", () => {
  const { graph, asset } = tinyGraph(
    {
      m: { is: "model/base" },
      bad: { is: "artifact/weights", props: { scan: { verdict: "malicious", formats: ["pickle"] } } },
      safe: { is: "artifact/weights", props: { file_name: "model.safetensors" } },
      w: { is: "infra/workload", ...RUNNING },
    },
    [
      ["m", "contains", "bad", { props: { path: "pytorch_model.bin" } }],
      ["m", "contains", "safe", { props: { path: "model.safetensors" } }],
      ["w", "loads", "m", { props: { files: ["model.safetensors"] } }],
    ],
  );

  it("leaves out the files that a loader does not name", () => {
    expect(fileLoadersOf(graph, asset("safe"))).toEqual([asset("w")]);
    expect(fileLoadersOf(graph, asset("bad"))).toEqual([]);
    expect(maliciousRunning(graph, asset("bad"))).toBe(false);
  });

  it("trusts the scan before the name, and stays unknown for a name that says nothing", () => {
    const file = (name: string, formats?: string[]) => ({
      ...asset("safe"),
      props: { file_name: name, ...(formats ? { scan: { formats } } : {}) },
    });
    expect(unpickled(file("weights.safetensors", ["torch-zip", "pickle"]))).toBe("yes");
    expect(unpickled(file("pytorch_model-00001-of-00002.bin"))).toBe("yes");
    expect(unpickled(file("weights.bin"))).toBe("unknown");
    expect(unpickled(file("model.h5"))).toBe("no");
    expect(executable(file("model.h5"))).toBe("yes");
    expect(executable(file("model.gguf"))).toBe("no");
  });
});

describe("mutable", () => {
  const edge = (ref: string | null): GraphEdge => ({
    from: 1,
    to: 2,
    relation: "loads",
    variant: null,
    class: "observed",
    props: { ref },
    evidenceId: null,
  });
  it.each([null, "", "main", "latest", "v1", "1.2", "^1.2.3", "~=2.0.0", ">=1.0.0", "abc123", "refs/heads/main"])(
    "%s can change",
    (ref) => expect(mutable(edge(ref))).toBe(true),
  );
  it.each([
    "a".repeat(40),
    `sha256:${"0".repeat(64)}`,
    `img@sha256:${"0".repeat(64)}`,
    "1.2.3",
    "v1.2.3",
    "==2.0",
    "1.0.0-rc.1",
  ])("%s cannot", (ref) => expect(mutable(edge(ref))).toBe(false));
});
