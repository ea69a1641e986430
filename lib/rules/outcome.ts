import type { Json } from "@/lib/domain/json";
import type { Outcome } from "./define";

export const PASS: Outcome = { result: "pass" };

type Reason = Extract<Outcome, { result: "inconclusive" }>["reason"];

/** A fact was missing. `missing` names it in words that tell a reader what to collect. */
export function inconclusive(reason: Reason, missing: string): Outcome {
  return { result: "inconclusive", reason, missing };
}

type Evidenced = { evidenceId: string | null };

/** Evidence ids in the order given, strongest first, each once; records without evidence add nothing. */
export function evidenceOf(...records: (Evidenced | null | undefined)[]): string[] {
  return [...new Set(records.flatMap((r) => r?.evidenceId ?? []))];
}

/** The texts among JSON values, for evidence ids that a scan stored in properties. */
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string" && v !== "") : [];
}
