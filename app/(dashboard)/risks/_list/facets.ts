import type { FacetGroup } from "@/components/kit/facets";
import type { FilterChip } from "@/components/kit/filter-bar";
import { FAULT_LINE_LABEL } from "@/lib/domain/fault-line";
import type { Facet } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import type { RiskPage } from "@/lib/domain/views/risk-views";
import { DUE_WINDOW_WORDS } from "../../_parts/due-windows";
import { EXPOSURE_WORDS } from "../../_parts/exposure-words";
import { facetGroup } from "../../_parts/facet-groups";
import type { RiskFilters } from "../search-params";

const FACET_IDS = ["band", "line", "exposure", "due", "owner", "evidence", "rule"] as const;
export type FacetId = (typeof FACET_IDS)[number];

const LABEL: Record<FacetId, string> = {
  band: "Severity",
  line: "Fault line",
  exposure: "Reach",
  due: "Due",
  owner: "Owner",
  evidence: "Evidence",
  rule: "Rule",
};

function facetsOf(page: RiskPage, id: FacetId): readonly Facet[] {
  return page.facets[id === "line" ? "faultLine" : id];
}

/** The groups beside the list, with what each box would leave. */
export function riskFacets(page: RiskPage, filters: RiskFilters): FacetGroup[] {
  return FACET_IDS.map((id) => facetGroup(id, LABEL[id], facetsOf(page, id), filters[id], id === "rule"));
}

/** Chosen values by group. */
export function selectedFacets(filters: RiskFilters): Record<FacetId, readonly string[]> {
  const { band, line, exposure, due, owner, evidence, rule } = filters;
  return { band, line, exposure, due, owner, evidence, rule };
}

function wordOfValue(id: FacetId, value: string): string {
  if (id === "line") return FAULT_LINE_LABEL[value as keyof typeof FAULT_LINE_LABEL] ?? value;
  if (id === "due") return DUE_WINDOW_WORDS[value as keyof typeof DUE_WINDOW_WORDS] ?? value;
  if (id === "exposure") return EXPOSURE_WORDS[value as keyof typeof EXPOSURE_WORDS] ?? value;
  if (id === "owner" && value === "none") return "nobody";
  return showText(value, 40);
}

/** What stands, each with the way to take it off: chip ids are `group:value`. */
export function riskChips(filters: RiskFilters): FilterChip[] {
  const chips: FilterChip[] = [];
  if (filters.status === "closed") chips.push({ id: "status:closed", label: "status", value: "closed" });
  if (filters.isNew) chips.push({ id: "isNew:true", label: "", value: "New" });
  if (filters.asset !== null) chips.push({ id: `asset:${filters.asset}`, label: "asset", value: filters.asset });
  for (const id of FACET_IDS) {
    for (const value of filters[id]) {
      chips.push({ id: `${id}:${value}`, label: LABEL[id].toLowerCase(), value: wordOfValue(id, value) });
    }
  }
  if (filters.q !== "") chips.push({ id: "q:", label: "text", value: showText(filters.q, 40) });
  return chips;
}

/** The filters without one chip. */
export function withoutChip(filters: RiskFilters, chipId: string): Partial<RiskFilters> {
  const at = chipId.indexOf(":");
  const id = chipId.slice(0, at);
  const value = chipId.slice(at + 1);
  if (id === "status") return { status: "open" };
  if (id === "isNew") return { isNew: null };
  if (id === "asset") return { asset: null };
  if (id === "q") return { q: "" };
  const facet = FACET_IDS.find((f) => f === id);
  return facet ? { [facet]: filters[facet].filter((v) => v !== value) } : {};
}
