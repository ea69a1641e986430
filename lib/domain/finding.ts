import { z } from "zod";
import { CONFIDENCES, OBSERVATIONS, THREATS, TRIAGES } from "@/db/enums";
import { wordsOf } from "./codes";

export const Threat = z.enum(wordsOf(THREATS));
export type Threat = z.infer<typeof Threat>;
export const Confidence = z.enum(wordsOf(CONFIDENCES));
export type Confidence = z.infer<typeof Confidence>;
export const Observation = z.enum(wordsOf(OBSERVATIONS));
export type Observation = z.infer<typeof Observation>;
export const Triage = z.enum(wordsOf(TRIAGES));
export type Triage = z.infer<typeof Triage>;

/** What is carried down lineage, and how far (risk-score §3). The last six are not inherited. */
export const Hazard = z.enum([
  "CODE",
  "WEIGHT",
  "TEMPLATE",
  "DATA",
  "PII",
  "LICENCE",
  "PROV",
  "EXPOSE",
  "CRED",
  "VULN",
  "AGENT",
  "GOV",
]);
export type Hazard = z.infer<typeof Hazard>;

/** confirmed needs a second engine family, a known-bad digest, detonation or reproduced behaviour (vocabulary §1). */
export const CONFIDENCE_THREAT: Record<Confidence, Threat> = {
  confirmed: "exploited",
  high: "weaponised",
  suspicious: "demonstrated",
  heuristic: "posture",
};
