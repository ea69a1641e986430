import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { Exposure } from "@/lib/domain/asset";
import { FaultLine } from "@/lib/domain/fault-line";
import { EvidenceClass } from "@/lib/domain/relation";
import { Band } from "@/lib/domain/severity";
import { DUE_WINDOWS } from "../_parts/due-windows";

const words = parseAsArrayOf(parseAsString).withDefault([]);

/** The filters, named as the API names them. */
export const RISK_FILTERS = {
  q: parseAsString.withDefault(""),
  band: parseAsArrayOf(parseAsStringLiteral(Band.options)).withDefault([]),
  line: parseAsArrayOf(parseAsStringLiteral(FaultLine.options)).withDefault([]),
  exposure: parseAsArrayOf(parseAsStringLiteral(Exposure.options)).withDefault([]),
  due: parseAsArrayOf(parseAsStringLiteral(DUE_WINDOWS)).withDefault([]),
  owner: words,
  evidence: parseAsArrayOf(parseAsStringLiteral(EvidenceClass.options)).withDefault([]),
  rule: words,
  asset: parseAsString,
  status: parseAsStringLiteral(["open", "closed"]).withDefault("open"),
  isNew: parseAsStringLiteral(["true"]),
};

/** The filters and the risk whose peek is open. */
export const RISK_PARAMS = { ...RISK_FILTERS, risk: parseAsString };
export const loadRiskParams = createLoader(RISK_PARAMS);

type RiskParams = Awaited<ReturnType<typeof loadRiskParams>>;
export type RiskFilters = Omit<RiskParams, "risk">;

/** Nothing filtered: what a tab starts from. */
export const NO_FILTERS: RiskFilters = {
  q: "",
  band: [],
  line: [],
  exposure: [],
  due: [],
  owner: [],
  evidence: [],
  rule: [],
  asset: null,
  status: "open",
  isNew: null,
};

/** The filters alone, in one order, so that equal filters are one cache entry. */
export function filtersOf(params: RiskFilters): RiskFilters {
  const { q, band, line, exposure, due, owner, evidence, rule, asset, status, isNew } = params;
  return { q, band, line, exposure, due, owner, evidence, rule, asset, status, isNew };
}
