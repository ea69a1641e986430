import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import type { Level } from "@/lib/domain/asset";
import { UNCOUNTED_KINDS } from "@/lib/domain/asset";
import type { JsonObject } from "@/lib/domain/json";
import type { ScanResult } from "@/lib/domain/scan";
import { blastRadius } from "@/lib/graph/blast-radius";
import { buildGraph, origins } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset, GraphEdge } from "@/lib/graph/graph";
import { hazardMembers } from "@/lib/graph/hazard-members";
import { levelsOf } from "@/lib/graph/levels";
import { linkByDigest } from "@/lib/graph/link";
import { scanVerdict } from "@/lib/graph/predicates";
import { isTransmissible } from "@/lib/risk/hazard";
import { scoreLineage } from "@/lib/risk/lineage";
import { type PostureItem, posture } from "@/lib/risk/posture";
import { scoreFinding } from "@/lib/risk/score";
import { type EvaluatedFinding, type Evaluation, evaluateRules } from "@/lib/rules/evaluate";
import { RULES } from "@/lib/rules/registry";
import { scanFile } from "@/lib/scanners/scan-file";
import type { Collection } from "../connector";
import { connector } from "./connector";
import { estateManifest } from "./estate/answer-key";
import {
  EXPECTED_COUNTS,
  EXPECTED_POSTURE,
  EXPECTED_SCORES,
  type ExpectedScore,
  MUST_NOT,
} from "./estate/answer-scores";
import { estateFiles } from "./generate";

const EIGHT = new Set(EXPECTED_SCORES.map((s) => s.rule));

async function scans(run: Collection): Promise<Map<string, ScanResult>> {
  const found = new Map<string, ScanResult>();
  for (const file of run.files) {
    const { absolutePath } = await connector.openFile({}, file.path);
    found.set(`sha256:${file.sha256}`, await scanFile(new BufferSource(readFileSync(absolutePath)), file.path));
  }
  return found;
}

/** What the scan stage writes on a file: our engine alone, malicious and certain, is high (vocabulary, confidence). */
function scanProps(result: ScanResult): JsonObject {
  const certain = result.evidence.some((e) => e.verdict === "malicious" && e.certainty === "certain");
  const confidence = result.verdict === "malicious" ? (certain ? "high" : "suspicious") : null;
  return { verdict: result.verdict, formats: result.formats, reasons: result.reasons, confidence, evidence: ["scan"] };
}

async function graphOf(run: Collection): Promise<Graph> {
  const results = await scans(run);
  const ids = new Map(run.batch.assets.map((a, i) => [a.key, i + 1]));
  const idOf = (key: string): number => ids.get(key) ?? 0;
  const assets = run.batch.assets.map((fact, i): GraphAsset => {
    const { key, kind, subtype, name, owner, env, data, criticality } = fact;
    const result = results.get(key);
    const props = result ? { ...fact.props, scan: scanProps(result) } : fact.props;
    return {
      id: i + 1,
      key,
      kind,
      subtype,
      name,
      owner,
      env,
      data,
      criticality,
      props,
      evidenceId: `a${i}`,
      open: true,
    };
  });
  const edges = run.batch.edges.map((fact, i): GraphEdge => {
    const { relation, variant, props } = fact;
    return {
      from: idOf(fact.from),
      to: idOf(fact.to),
      relation,
      variant,
      class: fact.class,
      props,
      evidenceId: `e${i}`,
    };
  });
  const links = linkByDigest(buildGraph(assets, edges));
  expect(links.aliases).toEqual([]);
  return buildGraph(assets, [...edges, ...links.edges]);
}

type Risk = { rule: string; severity: string; names: string[]; score: number; item: PostureItem; line: string };

function memberOf(graph: Graph, id: number) {
  const level = levelsOf(graph).get(id);
  const known = (value: number | null | undefined): Level => (value ?? 2) as Level;
  return {
    exposure: level?.exposure ?? "unknown",
    data: known(level?.data),
    criticality: known(level?.criticality),
    production: level?.production ?? false,
  };
}

function itemOf(graph: Graph, finding: EvaluatedFinding): PostureItem {
  const { assetId, hazard, severity, threat, confidence } = finding;
  const verdict = confidence ?? undefined;
  if (!isTransmissible(hazard)) {
    const blast = levelsOf(graph).get(assetId)?.blast ?? 0;
    const score = scoreFinding({ severity, threat, verdict, blast, ...memberOf(graph, assetId) });
    return { score: score.exact.toNumber(), exploitedScore: 0 };
  }
  const { members, edges } = hazardMembers(graph, assetId, hazard);
  const group = scoreLineage({
    root: String(assetId),
    hazard,
    severity,
    threat,
    verdict,
    edges: edges.map(([child, parent, relation]) => [String(child), String(parent), relation] as const),
    assets: new Map(members.map((id) => [String(id), memberOf(graph, id)])),
  });
  return group.item ?? { score: 0, exploitedScore: 0 };
}

function risksOf(graph: Graph, evaluation: Evaluation): Risk[] {
  return evaluation.findings
    .filter((f) => EIGHT.has(f.ruleId))
    .map((finding) => {
      const asset = graph.assets.get(finding.assetId);
      const holders = origins(graph, finding.assetId, "contains").map((h) => h.name);
      const item = itemOf(graph, finding);
      return {
        rule: finding.ruleId,
        severity: finding.severity,
        names: asset?.kind === "artifact" ? holders : [asset?.name ?? ""],
        score: Math.floor(item.score * 10 + 0.5) / 10,
        item,
        line: finding.faultLine,
      };
    });
}

type Judged = { run: "run1" | "run2"; collection: Collection; graph: Graph; evaluation: Evaluation; risks: Risk[] };

async function judgedRuns(): Promise<Judged[]> {
  const ctx = {
    config: {},
    keepPage: async () => {},
    progress: async () => {},
    signal: new AbortController().signal,
  };
  const judged: Judged[] = [];
  for await (const collection of connector.collect(ctx)) {
    const graph = await graphOf(collection);
    const evaluation = evaluateRules(graph, RULES);
    const run = collection.runKey === "demo-run-1" ? "run1" : "run2";
    judged.push({ run, collection, graph, evaluation, risks: risksOf(graph, evaluation) });
  }
  return judged;
}

/** Whether some reader says if a registry vouches for a publisher; without it two answers are the lesser ones. */
function publisherStandingKnown({ graph }: Judged): boolean {
  return graph.ofKind("identity").some((i) => i.subtype === "publisher" && i.props.verified === false);
}

function expectedIn(judged: Judged): { rule: string; subject: string; severity: string; score: number }[] {
  const standing = publisherStandingKnown(judged);
  return EXPECTED_SCORES.flatMap((line: ExpectedScore) => {
    const { severity, ...scores } = standing ? line : { ...line, ...line.withoutPublisherStanding };
    const score = scores[judged.run];
    return score === null ? [] : [{ rule: line.rule, subject: line.subject, severity, score }];
  });
}

describe("the answer key of the demo estate", () => {
  let runs: Judged[] = [];
  beforeAll(async () => {
    runs = await judgedRuns();
  });

  it("has every expected risk with its severity and score, and no other", () => {
    for (const judged of runs) {
      const expected = expectedIn(judged);
      const subjectOf = (risk: Risk): string =>
        expected.find((e) => e.rule === risk.rule && risk.names.includes(e.subject))?.subject ?? risk.names.join();
      const found = judged.risks.map((r) => ({
        rule: r.rule,
        subject: subjectOf(r),
        severity: r.severity,
        score: r.score,
      }));
      const order = (a: { rule: string; subject: string }, b: { rule: string; subject: string }): number =>
        `${a.rule} ${a.subject}` < `${b.rule} ${b.subject}` ? -1 : 1;
      expect([judged.run, found.sort(order)]).toEqual([judged.run, expected.sort(order)]);
    }
  });

  it("gives the posture of those risks", () => {
    for (const judged of runs) {
      const tenths = (items: PostureItem[]): number => posture(items).postureTenths / 10;
      const of = (line: string): number => tenths(judged.risks.filter((r) => r.line === line).map((r) => r.item));
      const expected = publisherStandingKnown(judged) ? EXPECTED_POSTURE : EXPECTED_POSTURE.withoutPublisherStanding;
      expect({
        data: of("data"),
        model: of("model"),
        plugin: of("plugin"),
        infrastructure: of("infrastructure"),
        overall: tenths(judged.risks.map((r) => r.item)),
      }).toEqual(expected[judged.run]);
    }
  });

  it("stays silent where it must, though the rule looked", () => {
    const namesOf = (graph: Graph, id: number): string[] =>
      [graph.assets.get(id), ...origins(graph, id, "contains")].map((a) => a?.name ?? "");
    for (const { rule: ruleId, subjects } of MUST_NOT) {
      const rule = RULES.find((r) => r.id === ruleId);
      const looked = runs.flatMap(({ graph }) =>
        (rule?.population(graph) ?? []).flatMap((asset) => namesOf(graph, asset.id)),
      );
      expect(subjects.filter((name) => !looked.includes(name))).toEqual([]);
      const hit = runs.flatMap(({ graph, evaluation }) =>
        evaluation.findings.filter((f) => f.ruleId === ruleId).flatMap((f) => namesOf(graph, f.assetId)),
      );
      expect(subjects.filter((name) => hit.includes(name))).toEqual([]);
    }
  });

  it("finds the bad call at the bytes that the manifest states", async () => {
    const { badFile } = estateManifest(estateFiles()) as { badFile: Record<string, unknown> };
    const result = (await scans(runs[1]?.collection ?? (undefined as never))).get(`sha256:${badFile.sha256}`);
    expect(result?.verdict).toBe("malicious");
    const hit = result?.evidence.find((e) => e.import?.module === "posix");
    expect(hit).toMatchObject({
      member: badFile.member,
      offset: badFile.globalInFile,
      memberOffset: badFile.globalInMember,
      call: { opcode: "REDUCE", offset: badFile.reduceInMember },
    });
  });

  it("draws the copy that no card speaks of", () => {
    const [before, after] = runs.map(({ graph }) =>
      graph.edges.filter((e) => e.relation === "derived_from" && e.variant === "copy"),
    );
    expect(before).toEqual([]);
    expect(after).toHaveLength(1);
    const names = [after?.[0]?.from, after?.[0]?.to].map((id) => runs[1]?.graph.assets.get(id ?? 0)?.name);
    expect(names).toEqual(["claim-severity-v3", "claim-severity-base"]);
    expect(after?.[0]?.class).toBe("verified");
  });

  it("recalls what the bad commit reaches: two models, three services of which one is the lab's, and the copilot", () => {
    const { graph } = runs[1] ?? { graph: buildGraph([], []) };
    const bad = graph.ofKind("artifact").find((a) => scanVerdict(a) === "malicious");
    const reached = blastRadius(graph, bad?.id ?? 0).members.map(({ id }) => graph.assets.get(id)?.name ?? "");
    expect(reached.sort()).toEqual([
      "adjuster-copilot",
      "claim-severity",
      "claim-severity-base",
      "claim-severity-motor",
      "claim-severity-motor-lora",
      "claim-severity-v3",
      "quarantine-lab",
    ]);
  });

  it("counts what the documents name", () => {
    for (const { run, collection } of runs) {
      const counted = collection.batch.assets.filter((a) => !UNCOUNTED_KINDS.includes(a.kind));
      const weights = collection.batch.assets.filter((a) => a.kind === "artifact" && a.subtype === "weights");
      expect({ assets: counted.length, modelFiles: weights.length }).toEqual(EXPECTED_COUNTS[run]);
    }
  });
});
