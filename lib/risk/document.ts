import { z } from "zod";
import { RELATION_KINDS } from "@/db/enums";
import { Exposure, type Level } from "@/lib/domain/asset";
import { wordsOf } from "@/lib/domain/codes";
import { FaultlineError } from "@/lib/domain/errors";
import { Confidence, Hazard, Threat } from "@/lib/domain/finding";
import { type Band, Severity } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import { explainFinding } from "./explain";
import { Age, Control, FACTOR_KEYS, type FactorKey, FORMULA_VERSION } from "./factors";
import { LINEAGE_RELATIONS } from "./hazard";
import { type LineageScore, scoreLineage } from "./lineage";
import { halfUp, LAYERS, type Layer, posture } from "./posture";
import { type GuardId, scoreFinding } from "./score";

const LevelIn = z.literal([0, 1, 2, 3, 4]) satisfies z.ZodType<Level>;
const Percent = z.number().min(0).max(100);

/** null says the same as leaving an optional key out. */
function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const FindingIn = z.object({
  id: z.string(),
  severity: Severity,
  threat: Threat,
  exposure: Exposure,
  data: LevelIn,
  criticality: LevelIn,
  blast: LevelIn,
  controls: optional(z.array(Control)),
  age: optional(Age),
  verdict: optional(Confidence),
});

const AssetIn = z.object({
  exposure: Exposure,
  data: LevelIn,
  criticality: LevelIn,
  production: z.boolean(),
  controls: optional(z.array(Control)),
  age: optional(Age),
});

/**
 * Lineage words, and every other relation of the vocabulary, which passes nothing on. "unknown" is no answer here:
 * whether it counts as a fine-tune or a conversion depends on the kind of asset, which this document does not say.
 */
const RelationIn = z.enum([...LINEAGE_RELATIONS, ...wordsOf(RELATION_KINDS), "base_layer"]);

const LineageIn = z.object({
  id: z.string(),
  root: z.string(),
  hazard: Hazard,
  severity: Severity,
  threat: Threat,
  verdict: optional(Confidence),
  edges: z.array(z.tuple([z.string(), z.string(), RelationIn])),
  assets: z.record(z.string(), AssetIn),
  closed: optional(z.array(z.string())),
});

const PostureIn = z.object({ id: z.string(), groups: z.array(z.tuple([Percent, Percent])) });

/** What `faultline score` and `POST /api/v1/score` take: any of three keys; unknown keys are ignored. */
export const ScoreRequest = z.object({
  findings: optional(z.array(FindingIn)),
  lineage: optional(z.array(LineageIn)),
  posture: optional(z.array(PostureIn)),
});
export type ScoreRequest = z.infer<typeof ScoreRequest>;

type FindingOut = {
  id: string;
  score: number;
  band: Band;
  factors: Record<FactorKey, number>;
  guard: GuardId | null;
  sentences: readonly string[];
};
type NodeOut = { tau: number; score: number; band: Band; guard: GuardId | null };
type GroupOut = { score: number; at: string; guard: GuardId | null; exploitedScore: number };
type LineageOut = { id: string; nodes: Record<string, NodeOut>; group: GroupOut | null; posture: number };
type PostureOut = { id: string; posture: number; loss: Record<Layer, number> };

/** The answer, with the keys that were asked for. Scores and postures to one decimal, losses to two. */
export type ScoreAnswer = {
  formulaVersion: string;
  findings?: FindingOut[];
  lineage?: LineageOut[];
  posture?: PostureOut[];
};

/**
 * Scores a whole document, database-free. Throws FaultlineError invalid_input with one sentence and, in `where`, the
 * JSON pointer: for unknown words, missing keys or assets, and numbers out of range.
 */
export function scoreDocument(input: unknown): ScoreAnswer {
  const request = readRequest(input);
  return {
    formulaVersion: FORMULA_VERSION,
    ...(request.findings && { findings: request.findings.map(findingOut) }),
    ...(request.lineage && { lineage: request.lineage.map(lineageOut) }),
    ...(request.posture && { posture: request.posture.map(postureOut) }),
  };
}

function findingOut(input: z.infer<typeof FindingIn>): FindingOut {
  const score = scoreFinding(input);
  const factors = Object.fromEntries(FACTOR_KEYS.map((key) => [key, score.factors[key].toNumber()]));
  return {
    id: input.id,
    score: score.scoreTenths / 10,
    band: score.band,
    factors: factors as Record<FactorKey, number>,
    guard: score.guard,
    sentences: explainFinding(input).sentences,
  };
}

function lineageOut(input: z.infer<typeof LineageIn>, index: number): LineageOut {
  const { id, assets, ...rest } = input;
  const { nodes, group, postureTenths } = scoredAt(index, () =>
    scoreLineage({ ...rest, assets: new Map(Object.entries(assets)) }),
  );
  const rows = [...nodes].map(([nodeId, node]): [string, NodeOut] => [
    nodeId,
    { tau: node.tau.toNumber(), score: node.scoreTenths / 10, band: node.band, guard: node.guard },
  ]);
  return {
    id,
    nodes: Object.fromEntries(rows),
    group: group && {
      score: group.scoreTenths / 10,
      at: group.at,
      guard: group.guard,
      exploitedScore: group.exploitedTenths / 10,
    },
    posture: postureTenths / 10,
  };
}

function postureOut(input: z.infer<typeof PostureIn>): PostureOut {
  const { postureTenths, loss } = posture(input.groups.map(([score, exploitedScore]) => ({ score, exploitedScore })));
  const rounded = Object.fromEntries(LAYERS.map((layer) => [layer, halfUp(loss[layer] * 100) / 100]));
  return { id: input.id, posture: postureTenths / 10, loss: rounded as Record<Layer, number> };
}

/** Points errors of one lineage entry, whose pointers start at the entry, from the document's root. */
function scoredAt(index: number, score: () => LineageScore): LineageScore {
  try {
    return score();
  } catch (error) {
    if (!(error instanceof FaultlineError) || error.where === null) throw error;
    throw invalid(`/lineage/${index}${error.where}`, error.message);
  }
}

function readRequest(input: unknown): ScoreRequest {
  const parsed = ScoreRequest.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw invalid("", "The document does not have the shape of a score request.");
  const path = issue.path.map(String);
  return fail(path, sentenceOf(issue, valueAt(input, path)));
}

function fail(path: readonly string[], sentence: string): never {
  throw invalid(path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""), sentence);
}

function invalid(pointer: string, sentence: string): FaultlineError {
  const place = pointer === "" ? "the document itself" : showText(pointer, 200);
  return new FaultlineError("invalid_input", `At ${place}: ${sentence}`, pointer);
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return "a required value is missing.";
  const found = `found ${shown(value)}`;
  switch (issue.code) {
    case "invalid_value":
      return `expected one of ${issue.values.map(String).join(", ")}; ${found}.`;
    case "invalid_type":
      return `expected ${issue.expected === "tuple" ? "an array" : `a value of type ${issue.expected}`}; ${found}.`;
    case "too_small":
    case "too_big":
      return issue.origin === "array"
        ? "the list has the wrong number of entries."
        : `expected a number from 0 to 100; ${found}.`;
    default:
      return `${issue.message}; ${found}.`;
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "an object";
  return typeof value === "string" ? `"${showText(value, 60)}"` : String(value);
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  let value = input;
  for (const part of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
