import type { FacetGroup } from "@/components/kit/facets";
import type { FilterChip } from "@/components/kit/filter-bar";
import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { AssetPage } from "@/lib/domain/views/asset-views";
import { facetGroup } from "../_parts/facet-groups";
import type { AssetFilters } from "./search-params";

const FACET_IDS = ["kind", "band", "owner", "source"] as const;
type FacetId = (typeof FACET_IDS)[number];
const LABEL: Record<FacetId, string> = { kind: "Kind", band: "Worst risk", owner: "Owner", source: "Source" };

/** The groups beside the list. */
export function assetFacets(page: AssetPage, filters: AssetFilters): FacetGroup[] {
  return FACET_IDS.map((id) => facetGroup(id, LABEL[id], page.facets[id], filters[id]));
}

/** Chosen values by group. */
export function selectedFacets({ kind, band, owner, source }: AssetFilters): Record<FacetId, readonly string[]> {
  return { kind, band, owner, source };
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
  return filters.q === "" ? chips : [...chips, { id: "q:", label: "text", value: showText(filters.q, 40) }];
}

/** The filters without one chip. */
export function withoutChip(filters: AssetFilters, chipId: string): Partial<AssetFilters> {
  const at = chipId.indexOf(":");
  const value = chipId.slice(at + 1);
  const id = FACET_IDS.find((f) => f === chipId.slice(0, at));
  return id ? { [id]: filters[id].filter((v) => v !== value) } : { q: "" };
}
