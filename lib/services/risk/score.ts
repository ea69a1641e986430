import "server-only";
import { z } from "zod";
import { Band } from "@/lib/domain/severity";
import { type ScoreAnswer, scoreDocument } from "@/lib/risk/document";
import { type Ctx, requireScope } from "../context";

export { ScoreRequest } from "@/lib/risk/document";

const Guard = z.enum(["G1", "G2", "G3", "G4"]).nullable();
const Factors = z.object({
  s: z.number(),
  t: z.number(),
  x: z.number(),
  v: z.number(),
  k: z.number(),
  a: z.number(),
});

/** What `score` answers, for the API's document; held to ScoreAnswer by the compiler. */
export const ScoreAnswerView = z.object({
  formulaVersion: z.string(),
  findings: z
    .array(
      z.object({
        id: z.string(),
        score: z.number(),
        band: Band,
        factors: Factors,
        guard: Guard,
        sentences: z.array(z.string()).readonly(),
      }),
    )
    .optional(),
  lineage: z
    .array(
      z.object({
        id: z.string(),
        nodes: z.record(z.string(), z.object({ tau: z.number(), score: z.number(), band: Band, guard: Guard })),
        group: z
          .object({ score: z.number(), at: z.string(), guard: Guard, exploitedScore: z.number() })
          .nullable()
          .describe("null where no member is open"),
        posture: z.number(),
      }),
    )
    .optional(),
  posture: z
    .array(
      z.object({
        id: z.string(),
        posture: z.number(),
        loss: z.object({
          low: z.number(),
          medium: z.number(),
          high: z.number(),
          critical: z.number(),
          exploited: z.number(),
        }),
      }),
    )
    .optional(),
});

/** The pure risk function for members; throws invalid_input with the JSON pointer. Nothing is read or kept. */
export function scoreRisks(ctx: Ctx, input: unknown): ScoreAnswer {
  requireScope(ctx, "viewer");
  return scoreDocument(input);
}
