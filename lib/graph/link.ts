import { isLegalEdge } from "@/lib/domain/relation";
import { targets } from "./build-graph";
import type { Graph, GraphAsset, GraphEdge } from "./graph";
import { textProp, textsProp } from "./props";

/** Two keys of one asset: the second is to become an alias of the first. */
type SameAsset = { keep: number; alias: number; why: string };

export type Links = {
  /** Derived edges that the graph does not hold yet, in (from, relation, to) order. */
  edges: GraphEdge[];
  aliases: SameAsset[];
};

function lastSegment(asset: GraphAsset): string {
  return (asset.name.split("/").at(-1) ?? "").trim().toLowerCase();
}

function isPublicOriginal(asset: GraphAsset): boolean {
  return asset.key.startsWith("pkg:huggingface/") && textProp(asset, "visibility") !== "private";
}

/** The original is the one a public registry publishes; among equals the smaller key, so that every run says the same. */
function originalFirst(a: GraphAsset, b: GraphAsset): number {
  const rank = Number(isPublicOriginal(b)) - Number(isPublicOriginal(a));
  if (rank !== 0) return rank;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** A component that states the digest of a file we hold contains that file: verified by the digest itself. */
function containsByDigest(graph: Graph): GraphEdge[] {
  const byDigest = new Map<string, GraphAsset>();
  for (const file of graph.ofKind("artifact")) byDigest.set(file.key.replace(/^sha256:/, ""), file);
  const found: GraphEdge[] = [];
  for (const asset of graph.assets.values()) {
    if (asset.kind === "artifact" || !asset.open) continue;
    for (const digest of new Set(textsProp(asset, "digests") ?? [])) {
      const file = byDigest.get(digest.toLowerCase().replace(/^sha256:/, ""));
      if (!file || !isLegalEdge("contains", null, asset, file)) continue;
      if (targets(graph, asset.id, "contains").some((t) => t.id === file.id)) continue;
      found.push({
        from: asset.id,
        to: file.id,
        relation: "contains",
        variant: null,
        class: "verified",
        props: { derived: "digest", digest: file.key },
        evidenceId: asset.evidenceId,
      });
    }
  }
  return found;
}

type Contents = { model: GraphAsset; digest: string | null; weights: number[] };

function contentsOf(graph: Graph, contained: readonly GraphEdge[]): Contents[] {
  const added = Map.groupBy(contained, (e) => e.from);
  return graph
    .ofKind("model")
    .filter((m) => m.open)
    .map((model) => {
      const files = [
        ...targets(graph, model.id, "contains"),
        ...(added.get(model.id) ?? []).flatMap((e) => graph.assets.get(e.to) ?? []),
      ];
      const weights = files.filter((f) => f.kind === "artifact" && f.subtype === "weights").map((f) => f.id);
      return { model, digest: textProp(model, "content_digest"), weights: weights.sort((a, b) => a - b) };
    });
}

/**
 * Whole content equal: by content digest where both state one; else the one that states none names weights by digest, and
 * the other holds every one of them.
 */
function wholeContentEqual(a: Contents, b: Contents): boolean {
  if (a.digest !== null && b.digest !== null) return a.digest === b.digest;
  const [stated, held] = a.digest === null ? [a.weights, b.weights] : [b.weights, a.weights];
  return stated.length > 0 && stated.every((id) => held.includes(id));
}

function alreadyCopies(graph: Graph, a: GraphAsset, b: GraphAsset): boolean {
  const joins = (from: number, to: number) =>
    graph.out(from, "derived_from").some((e) => e.to === to && e.variant === "copy");
  return joins(a.id, b.id) || joins(b.id, a.id);
}

function copiesAndAliases(graph: Graph, contained: readonly GraphEdge[]): Links {
  const groups = new Map<string, Contents[]>();
  const put = (key: string, contents: Contents) => {
    const group = groups.get(key);
    if (group) group.push(contents);
    else groups.set(key, [contents]);
  };
  for (const contents of contentsOf(graph, contained)) {
    if (contents.digest !== null) put(`content ${contents.digest}`, contents);
    for (const file of contents.weights) put(`file ${file}`, contents);
  }
  const edges = new Map<string, GraphEdge>();
  const aliases = new Map<string, SameAsset>();
  for (const [shared, group] of groups) {
    // Twins first: each name keeps one asset, so that a copy points from name to name and never to a twin of itself.
    const heads: Contents[] = [];
    for (const contents of group.sort((a, b) => originalFirst(a.model, b.model))) {
      const twin = heads.find(
        (h) => lastSegment(h.model) === lastSegment(contents.model) && wholeContentEqual(h, contents),
      );
      if (twin === undefined) heads.push(contents);
      else {
        const same = { keep: twin.model.id, alias: contents.model.id, why: "Equal content under an equal name." };
        aliases.set(`${same.alias} ${same.keep}`, same);
      }
    }
    const [original, ...others] = heads;
    if (!original) continue;
    for (const other of others) {
      if (lastSegment(original.model) === lastSegment(other.model)) continue;
      if (alreadyCopies(graph, original.model, other.model)) continue;
      edges.set(`${other.model.id} ${original.model.id}`, {
        from: other.model.id,
        to: original.model.id,
        relation: "derived_from",
        variant: "copy",
        class: "verified",
        props: { derived: shared.startsWith("content") ? "content_digest" : "weights" },
        evidenceId: other.model.evidenceId ?? original.model.evidenceId,
      });
    }
  }
  return { edges: [...edges.values()], aliases: [...aliases.values()] };
}

/** infra that is built or defined from a repository loads what the repository's code loads: inferred, and marked so. */
function loadsThroughRepo(graph: Graph): GraphEdge[] {
  const found: GraphEdge[] = [];
  for (const infra of graph.ofKind("infra")) {
    if (!infra.open) continue;
    const images = targets(graph, infra.id, "uses").filter((t) => t.kind === "image");
    const repos = [infra, ...images].flatMap((a) => targets(graph, a.id, "defined_in"));
    const known = new Set(graph.out(infra.id, "loads").map((e) => e.to));
    for (const repo of repos)
      for (const edge of graph.out(repo.id, "loads")) {
        if (known.has(edge.to)) continue;
        known.add(edge.to);
        found.push({
          ...edge,
          from: infra.id,
          class: "inferred",
          props: { ...edge.props, derived: "repo", through: repo.key },
        });
      }
  }
  return found;
}

/** A model built by a job that uses a dataset for training was trained on it: observed in the job. */
function trainedThroughJob(graph: Graph): GraphEdge[] {
  const found: GraphEdge[] = [];
  for (const model of graph.ofKind("model")) {
    const known = new Set(graph.out(model.id, "trained_on").map((e) => e.to));
    for (const job of targets(graph, model.id, "built_by"))
      for (const edge of graph.out(job.id, "uses")) {
        const role = textProp(edge, "role");
        if (
          graph.assets.get(edge.to)?.kind !== "dataset" ||
          known.has(edge.to) ||
          role === null ||
          !/^train/.test(role)
        )
          continue;
        known.add(edge.to);
        found.push({
          ...edge,
          from: model.id,
          relation: "trained_on",
          variant: null,
          class: "observed",
          props: { derived: "job", through: job.key },
        });
      }
  }
  return found;
}

/**
 * The edges that follow from the facts alone (vocabulary §3, derived edges): contains by digest, copies by equal content,
 * loads through a repository, training through a job. Two models of equal content and equal last name segment are one asset
 * and are returned as aliases for the pipeline to join; models whose names differ become copies, and the copy points at the
 * original: the one that a public registry publishes, else the one of the smaller key. Pure, and empty when run again over
 * its own result, except for aliases that were not joined.
 */
export function linkByDigest(graph: Graph): Links {
  const contained = containsByDigest(graph);
  const same = copiesAndAliases(graph, contained);
  const edges = [...contained, ...same.edges, ...loadsThroughRepo(graph), ...trainedThroughJob(graph)];
  edges.sort(
    (a, b) => a.from - b.from || (a.relation < b.relation ? -1 : a.relation > b.relation ? 1 : 0) || a.to - b.to,
  );
  return { edges, aliases: same.aliases };
}
