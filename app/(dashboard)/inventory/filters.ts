import type { FacetGroup } from "@/components/kit/facets";
import type { FilterChip } from "@/components/kit/filter-bar";
import { KIND_LABEL } from "@/lib/domain/asset";
import { parseSearch, type Search, withoutTerm, withoutWords } from "@/lib/domain/search";
import { showText } from "@/lib/domain/text";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import { facetGroup } from "../_parts/facet-groups";
import type { AssetFilters } from "./search-params";

const FACET_IDS = ["kind", "band", "owner", "source"] as const;
const PAST_FACET_IDS = ["kind", "owner"] as const;
type FacetId = (typeof FACET_IDS)[number];
const LABEL: Record<FacetId, string> = { kind: "Kind", band: "Worst risk", owner: "Owner", source: "Source" };

/** The groups beside the list. */
export function assetFacets(page: AssetPage, filters: AssetFilters): FacetGroup[] {
  const ids: readonly FacetId[] = page.asOf.past ? PAST_FACET_IDS : FACET_IDS;
  const groups = ids.map((id) => facetGroup(id, LABEL[id], page.facets[id], filters[id]));
  if (page.asOf.past) return groups;
  return [
    ...groups,
    { id: "disagree", label: "Sources", options: [{ value: "true", label: "Disagree", count: null }] },
  ];
}

/** Chosen values by group. */
export function selectedFacets(filters: AssetFilters): Record<FacetId | "disagree", readonly string[]> {
  const { kind, band, owner, source, disagree } = filters;
  return { kind, band, owner, source, disagree };
}

function wordOfValue(id: FacetId, value: string): string {
  if (id === "kind") return KIND_LABEL[value as keyof typeof KIND_LABEL]?.many ?? value;
  if (id === "owner" && value === "none") return "nobody";
  return showText(value, 40);
}

/** What stands; chip ids are `group:value`. */
export function assetChips(filters: AssetFilters): FilterChip[] {
  const chips = FACET_IDS.flatMap((id) =>
    filters[id].map((v) => ({ id: `${id}:${v}`, label: LABEL[id].toLowerCase(), value: wordOfValue(id, v) })),
  );
  if (filters.disagree.length > 0) chips.push({ id: "disagree:", label: "sources", value: "disagree" });
  return [...chips, ...searchChips(filters.q)];
}

/** The search line taken apart: each term a chip of its own, the words another. A line that says nothing is one chip. */
export function searchChips(line: string): FilterChip[] {
  const search = readSearch(line);
  if (typeof search === "string") return [{ id: "q:", label: "text", value: showText(line, 40) }];
  const terms = search.terms.map((t, i) => ({
    id: `term:${i}`,
    label: t.not ? `not ${t.operator}` : t.operator,
    value: showText(t.values.join(" or "), 60),
  }));
  return search.words === "" ? terms : [...terms, { id: "q:", label: "text", value: showText(search.words, 40) }];
}

/** What a search line says, or the sentence why it says nothing. */
export function readSearch(line: string): Search | string {
  try {
    return parseSearch(line);
  } catch (error) {
    return error instanceof Error ? error.message : "This search cannot be read.";
  }
}

/** The filters without one chip. */
export function withoutChip(filters: AssetFilters, chipId: string): Partial<AssetFilters> {
  const at = chipId.indexOf(":");
  const value = chipId.slice(at + 1);
  if (chipId.startsWith("disagree:")) return { disagree: [] };
  if (chipId.startsWith("term:")) return { q: withoutTerm(filters.q, Number(value)) };
  const id = FACET_IDS.find((f) => f === chipId.slice(0, at));
  return id ? { [id]: filters[id].filter((v) => v !== value) } : { q: withoutWords(filters.q) };
}
