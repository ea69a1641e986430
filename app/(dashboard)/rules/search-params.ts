import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { FaultLine } from "@/lib/domain/fault-line";
import { Severity } from "@/lib/domain/severity";

/** How a rule stands now; `blind` is a rule that could not be decided for at least one asset, or not at all. */
export const STANDINGS = ["failing", "blind", "passing", "no-population"] as const;
export type Standing = (typeof STANDINGS)[number];

export const RULE_PARAMS = {
  q: parseAsString.withDefault(""),
  line: parseAsArrayOf(parseAsStringLiteral(FaultLine.options)).withDefault([]),
  severity: parseAsArrayOf(parseAsStringLiteral(Severity.options)).withDefault([]),
  standing: parseAsArrayOf(parseAsStringLiteral(STANDINGS)).withDefault([]),
  rule: parseAsString,
};
