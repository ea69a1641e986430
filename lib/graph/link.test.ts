import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph";
import { linkByDigest } from "./link";
import { tinyGraph } from "./testing/tiny-graph";

const DIGEST = "ab".repeat(32);

describe("linkByDigest", () => {
  it("joins a component to the file whose digest it states, once", () => {
    const { graph, id } = tinyGraph({
      m: { is: "model/base", props: { digests: [DIGEST.toUpperCase(), "cd".repeat(32)] } },
      app: { is: "system/application", props: { digests: [DIGEST] } },
      f: { is: "artifact/weights", key: `sha256:${DIGEST}` },
    });
    const { edges } = linkByDigest(graph);
    expect(edges).toMatchObject([
      { from: id("m"), to: id("f"), relation: "contains", class: "verified", evidenceId: "ev:m" },
    ]);
    expect(linkByDigest(buildGraph(graph.assets.values(), [...graph.edges(), ...edges])).edges).toEqual([]);
  });

  it("points a copy at the public original, whichever key is smaller", () => {
    const { graph, id } = tinyGraph(
      {
        own: { is: "model/unknown", key: "file:a/own@1", name: "claim-severity-v3" },
        hub: { is: "model/base", key: "pkg:huggingface/lab/base@c", name: "lab/claim-severity-base" },
        third: { is: "model/unknown", key: "file:b/third@1", name: "third" },
        f: { is: "artifact/weights" },
      },
      [
        ["own", "contains", "f"],
        ["hub", "contains", "f"],
        ["third", "contains", "f"],
      ],
    );
    const { edges, aliases } = linkByDigest(graph);
    expect(edges.map((e) => [e.from, e.relation, e.variant, e.to, e.class])).toEqual([
      [id("own"), "derived_from", "copy", id("hub"), "verified"],
      [id("third"), "derived_from", "copy", id("hub"), "verified"],
    ]);
    expect(aliases).toEqual([]);
    expect(linkByDigest(buildGraph(graph.assets.values(), [...graph.edges(), ...edges])).edges).toEqual([]);
  });

  it("uses the smaller key where nobody publishes it, and a digest of the whole", () => {
    const { graph, id } = tinyGraph({
      b: { is: "model/unknown", key: "b", name: "second", props: { content_digest: DIGEST } },
      a: { is: "model/unknown", key: "a", name: "first", props: { content_digest: DIGEST } },
    });
    expect(linkByDigest(graph).edges.map((e) => [e.from, e.to])).toEqual([[id("b"), id("a")]]);
  });

  it("calls equal content under an equal last name one asset, and no copy", () => {
    const { graph, id } = tinyGraph({
      hub: {
        is: "model/quantized",
        key: "pkg:huggingface/o/fern-q4@c",
        name: "o/fern-q4",
        props: { content_digest: DIGEST },
      },
      host: { is: "model/unknown", key: "file:host/Fern-Q4@1", name: "Fern-Q4", props: { content_digest: DIGEST } },
    });
    expect(linkByDigest(graph)).toMatchObject({ edges: [], aliases: [{ keep: id("hub"), alias: id("host") }] });
  });

  it("does not join two versions that share one shard under one name", () => {
    const { graph } = tinyGraph(
      {
        v1: { is: "model/base", name: "m", props: { content_digest: DIGEST } },
        v2: { is: "model/base", name: "m", props: { content_digest: "cd".repeat(32) } },
        shard: { is: "artifact/weights" },
        card: { is: "artifact/document" },
        other: { is: "model/base", name: "x" },
      },
      [
        ["v1", "contains", "shard"],
        ["v2", "contains", "shard"],
        ["v1", "contains", "card"],
        ["other", "contains", "card"],
      ],
    );
    expect(linkByDigest(graph)).toEqual({ edges: [], aliases: [] });
  });

  it("infers what infra loads from its repository, and training from the job that built the model", () => {
    const { graph, id } = tinyGraph(
      {
        w: { is: "infra/workload" },
        img: { is: "image/container" },
        repo: { is: "repo/git" },
        m: { is: "model/base" },
        job: { is: "infra/training_job" },
        d: { is: "dataset/corpus" },
        e: { is: "dataset/evaluation" },
      },
      [
        ["w", "uses", "img"],
        ["img", "defined_in", "repo"],
        ["repo", "loads", "m", { props: { ref: "main" } }],
        ["m", "built_by", "job"],
        ["job", "uses", "d", { props: { role: "training" } }],
        ["job", "uses", "e", { props: { role: "step" } }],
      ],
    );
    expect(linkByDigest(graph).edges).toMatchObject([
      { from: id("w"), relation: "loads", to: id("m"), class: "inferred", props: { ref: "main", derived: "repo" } },
      { from: id("m"), relation: "trained_on", to: id("d"), class: "observed", props: { derived: "job" } },
    ]);
  });
});
