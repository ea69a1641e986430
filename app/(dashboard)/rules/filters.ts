import type { FacetGroup } from "@/components/kit/facets";
import type { FilterChip } from "@/components/kit/filter-bar";
import { SEVERITY_LABEL } from "@/components/posture/severity-mark";
import { FAULT_LINE_LABEL, type FaultLine, STRATA } from "@/lib/domain/fault-line";
import { Severity } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import type { RuleRow } from "@/lib/domain/views/risk-views";
import { facetGroup } from "../_parts/facet-groups";
import { STANDINGS, type Standing } from "./search-params";

export type RuleFilters = { q: string; line: FaultLine[]; severity: Severity[]; standing: Standing[] };
const FACET_IDS = ["line", "severity", "standing"] as const;
type FacetId = (typeof FACET_IDS)[number];
const LABEL: Record<FacetId, string> = { line: "Fault line", severity: "Severity", standing: "Result" };

const STANDING_WORDS: Record<Standing, string> = {
  failing: "Fails somewhere",
  blind: "Cannot decide",
  passing: "Always passes",
  "no-population": "Nothing to check",
};

/** A rule that nobody ran is blind, not passing; one failure counts before any doubt. */
export function standingOf(rule: Pick<RuleRow, "population" | "fail" | "inconclusive">): Standing {
  if (rule.population === null) return "blind";
  if (rule.population === 0) return "no-population";
  if ((rule.fail ?? 0) > 0) return "failing";
  return rule.inconclusive === null || rule.inconclusive > 0 ? "blind" : "passing";
}

const VALUE: Record<FacetId, (rule: RuleRow) => string> = {
  line: (r) => r.faultLine,
  severity: (r) => r.severity,
  standing: standingOf,
};
const ORDER: Record<FacetId, readonly string[]> = {
  line: STRATA,
  severity: [...Severity.options].reverse(),
  standing: STANDINGS,
};

function wordOfValue(id: FacetId, value: string): string {
  if (id === "line") return FAULT_LINE_LABEL[value as FaultLine] ?? value;
  if (id === "severity") return SEVERITY_LABEL[value as Severity] ?? value;
  return STANDING_WORDS[value as Standing] ?? value;
}

function passes(rule: RuleRow, filters: RuleFilters, but?: FacetId): boolean {
  const text = filters.q.trim().toLowerCase();
  const words = `${rule.id} ${rule.title} ${Object.values(rule.controls).flat().join(" ")}`.toLowerCase();
  if (text !== "" && !words.includes(text)) return false;
  return FACET_IDS.every((id) => {
    const chosen: readonly string[] = filters[id];
    return id === but || chosen.length === 0 || chosen.includes(VALUE[id](rule));
  });
}

/** Rules that the filters leave: failing first, most failures first, then by id. */
export function rulesLeft(rules: readonly RuleRow[], filters: RuleFilters): RuleRow[] {
  return rules
    .filter((r) => passes(r, filters))
    .sort((a, b) => (b.fail ?? 0) - (a.fail ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Groups with counts that leave their own filter out. */
export function ruleFacets(rules: readonly RuleRow[], filters: RuleFilters): FacetGroup[] {
  return FACET_IDS.map((id) => {
    const left = rules.filter((r) => passes(r, filters, id));
    const facets = ORDER[id].map((value) => ({
      value,
      label: wordOfValue(id, value),
      count: left.filter((r) => VALUE[id](r) === value).length,
    }));
    return facetGroup(id, LABEL[id], facets, filters[id]);
  });
}

/** What stands; chip ids are `group:value`. */
export function ruleChips(filters: RuleFilters): FilterChip[] {
  const chips = FACET_IDS.flatMap((id) =>
    filters[id].map((v) => ({ id: `${id}:${v}`, label: LABEL[id].toLowerCase(), value: wordOfValue(id, v) })),
  );
  return filters.q === "" ? chips : [...chips, { id: "q:", label: "text", value: showText(filters.q, 40) }];
}

/** The filters without one chip. */
export function withoutChip(filters: RuleFilters, chipId: string): Partial<RuleFilters> {
  const at = chipId.indexOf(":");
  const value = chipId.slice(at + 1);
  const id = FACET_IDS.find((f) => f === chipId.slice(0, at));
  return id ? { [id]: filters[id].filter((v) => v !== value) } : { q: "" };
}
