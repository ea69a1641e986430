import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { buildGraph } from "./build-graph";
import { deriveLevels } from "./levels";
import { naiveDependents, randomGraph } from "./testing/random-graph";
import { tinyGraph } from "./testing/tiny-graph";

type Made = ReturnType<typeof tinyGraph>;
const x = ({ graph, id }: Made, name: string) => deriveLevels(graph).get(id(name))?.exposure;
const infra = (props: JsonObject, subtype = "endpoint") => x(tinyGraph({ a: { is: `infra/${subtype}`, props } }), "a");

describe("data and criticality", () => {
  it("takes the own label, else the highest of what depends on it, and names who", () => {
    const { graph, id } = tinyGraph(
      {
        base: { is: "model/base" },
        labelled: { is: "model/finetune", data: 1 },
        app: { is: "infra/endpoint", data: 4, criticality: 3 },
        dark: { is: "infra/endpoint" },
      },
      [
        ["labelled", "derived_from", "base", { variant: "finetune" }],
        ["app", "loads", "labelled"],
        ["dark", "loads", "base"],
      ],
    );
    const levels = deriveLevels(graph);
    expect(levels.get(id("labelled"))).toMatchObject({ data: 1, criticality: 3 });
    expect(levels.get(id("base"))).toMatchObject({ data: 4, dataWhy: { assetId: id("app") }, criticality: 3 });
    expect(levels.get(id("base"))?.dataWhy.sentence).toContain("app");
    expect(levels.get(id("dark"))).toMatchObject({ data: null, criticality: null });
  });

  it("equals the naive maximum over open dependents on any graph", () => {
    fc.assert(
      fc.property(randomGraph, ({ assets, edges }) => {
        const graph = buildGraph(assets, edges);
        const levels = deriveLevels(graph);
        for (const asset of assets) {
          const labels = [...naiveDependents(edges, asset.id)].flatMap((n) => {
            const a = graph.assets.get(n);
            return a?.open && a.data !== null ? [a.data] : [];
          });
          const expected = asset.data ?? (labels.length > 0 ? Math.max(...labels) : null);
          expect(levels.get(asset.id)?.data).toBe(expected);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("exposure of infrastructure", () => {
  it.each<[string, JsonObject, string]>([
    ["quarantine comes before everything", { quarantined: true, public_network: true, auth: "none" }, "X0"],
    ["a sandbox without a way out", { runtime_class: "gvisor", egress: "deny", public_network: false }, "X0"],
    ["public without login", { public_network: true, auth: "none" }, "X5"],
    ["public with a default password", { public_network: true, auth: "default" }, "X5"],
    ["public with login", { public_network: true, auth: "sso" }, "X4"],
    ["public, login unknown", { public_network: true }, "X4"],
    ["inside only", { public_network: false, auth: "none" }, "X2"],
    ["stopped", { state: "stopped", public_network: true, auth: "none" }, "X1"],
    ["nothing collected", { state: "running", auth: "none" }, "unknown"],
  ])("%s", (_, props, expected) => expect(infra(props)).toBe(expected));

  it("reads grants of stores: everyone, everyone signed in, another organisation", () => {
    const made = (key: string, subtype: string) =>
      tinyGraph({ b: { is: "infra/bucket", props: { public_read: false } }, who: { is: `identity/${subtype}`, key } }, [
        ["who", "can_access", "b", { variant: "write" }],
      ]);
    expect(x(made("public:anonymous", "public"), "b")).toBe("X5");
    expect(x(made("public:all_authenticated", "public"), "b")).toBe("X4");
    expect(x(made("arn:other", "external"), "b")).toBe("X3");
    expect(x(made("arn:role", "role"), "b")).toBe("X2");
    expect(infra({ public_write: true }, "bucket")).toBe("X5");
  });
});

describe("exposure of models, files and data", () => {
  const model = (props: JsonObject, loader: JsonObject, subtype = "workload", file: JsonObject = {}) =>
    tinyGraph(
      {
        m: { is: "model/base", props },
        f: { is: "artifact/weights", props: file },
        w: { is: `infra/${subtype}`, props: loader },
      },
      [
        ["m", "contains", "f"],
        ["w", "loads", "m"],
      ],
    );
  const bad = { scan: { verdict: "malicious", formats: ["pickle"] } };

  it("lifts a malicious file and its model to X5 only while running infrastructure loads it", () => {
    const live = model({ visibility: "public" }, { state: "running" }, "workload", bad);
    expect([x(live, "m"), x(live, "f")]).toEqual(["X5", "X5"]);
    const stored = model({ visibility: "public" }, { state: "stopped" }, "workload", bad);
    expect([x(stored, "m"), x(stored, "f")]).toEqual(["X4", "X4"]);
    const held = model({ quarantined: true }, { state: "running" }, "workload", bad);
    expect(x(held, "m")).toBe("X0");
  });

  it("goes down the table: workstation, inside, stored", () => {
    expect(x(model({}, { state: "running" }, "workstation"), "m")).toBe("X3");
    expect(x(model({ isolation_group: "a" }, { state: "running", isolation_group: "b" }), "m")).toBe("X3");
    expect(x(model({}, { state: "running" }), "f")).toBe("X2");
    expect(x(model({}, { state: "stopped" }), "m")).toBe("X1");
  });

  it("never calls a model unloaded where nothing reports loading", () => {
    const made = tinyGraph({ m: { is: "model/base" }, f: { is: "artifact/weights" }, lone: { is: "model/base" } }, [
      ["m", "contains", "f"],
    ]);
    expect([x(made, "m"), x(made, "f"), x(made, "lone")]).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("counts an automatic pull from a public registry as X4, a private one not", () => {
    const pulled = (visibility: string) =>
      tinyGraph(
        {
          m: { is: "model/base", key: "pkg:huggingface/o/m@c", props: { visibility } },
          w: { is: "infra/workload", props: { state: "running" } },
        },
        [["w", "loads", "m", { props: { auto_pull: true } }]],
      );
    expect(x(pulled("unlisted"), "m")).toBe("X4");
    expect(x(pulled("private"), "m")).toBe("X2");
  });

  it("reads data by its store", () => {
    const data = (store: JsonObject, trains: boolean) =>
      tinyGraph({ d: { is: "dataset/corpus" }, s: { is: "infra/bucket", props: store }, m: { is: "model/base" } }, [
        ["d", "stored_in", "s"],
        ...(trains ? [["m", "trained_on", "d"] as ["m", "trained_on", "d"]] : []),
      ]);
    expect(x(data({ public_write: true }, true), "d")).toBe("X5");
    expect(x(data({}, true), "d")).toBe("X2");
    expect(x(data({}, false), "d")).toBe("X1");
    expect(x(tinyGraph({ d: { is: "dataset/corpus" } }), "d")).toBe("unknown");
  });
});

describe("exposure of plugins, pipelines and secrets", () => {
  it("says X3 for a stdio plugin on a laptop, with the laptop as source", () => {
    const made = tinyGraph(
      { p: { is: "plugin/mcp_server", props: { transport: "stdio" } }, l: { is: "infra/workstation" } },
      [["p", "hosted_on", "l"]],
    );
    expect(deriveLevels(made.graph).get(made.id("p"))).toMatchObject({
      exposure: "X3",
      exposureWhy: { assetId: made.id("l"), evidenceId: "ev:l" },
    });
  });

  it("reads a remote server by its listener and an unknown one as unknown", () => {
    const remote = (props: JsonObject) =>
      x(tinyGraph({ p: { is: "plugin/mcp_server", props: { transport: "http", ...props } } }), "p");
    expect(remote({ public_network: true, auth: "none" })).toBe("X5");
    expect(remote({ url: "https://mcp.example" })).toBe("unknown");
  });

  it("tells agents that read anyone's pages from those that read outsiders' mail", () => {
    const agent = (subtype: string, trust: string, sanitised = false) =>
      x(
        tinyGraph(
          { a: { is: "plugin/agent" }, t: { is: "plugin/mcp_tool" }, o: { is: `origin/${subtype}`, props: { trust } } },
          [
            ["a", "uses", "t"],
            ["t", "ingests", "o", { props: { sanitised } }],
          ],
        ),
        "a",
      );
    expect(agent("web", "untrusted")).toBe("X5");
    expect(agent("mail", "untrusted")).toBe("X4");
    expect(agent("wiki", "internal")).toBe("X3");
    expect(agent("web", "untrusted", true)).toBe("unknown");
  });

  it("reads who can start a pipeline, and lifts its repository with it", () => {
    const made = (trigger: string, visibility: string) =>
      tinyGraph(
        {
          p: { is: "pipeline/workflow", props: { triggers: [trigger] } },
          r: { is: "repo/git", props: { visibility } },
        },
        [["p", "defined_in", "r"]],
      );
    expect(x(made("pull_request_target", "public"), "p")).toBe("X5");
    expect(x(made("pull_request_target", "public"), "r")).toBe("X5");
    expect(x(made("pull_request", "public"), "p")).toBe("X4");
    expect(x(made("pull_request_target", "private"), "p")).toBe("X2");
  });

  it("follows a secret to where it stands", () => {
    const held = (holder: `infra/${string}` | "repo/git", props: JsonObject, secret: JsonObject = {}) =>
      x(
        tinyGraph({ k: { is: "identity/token", props: secret }, h: { is: holder, props } }, [
          ["h", "holds_secret", "k"],
        ]),
        "k",
      );
    expect(held("repo/git", { visibility: "public" })).toBe("X5");
    expect(held("repo/git", { visibility: "public" }, { live: "revoked" })).toBe("X0");
    expect(held("repo/git", { visibility: "private" })).toBe("X2");
    expect(held("infra/secret_store", {})).toBe("X1");
  });
});
