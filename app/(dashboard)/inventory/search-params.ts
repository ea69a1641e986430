import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { AssetKind } from "@/lib/domain/asset";
import { Band } from "@/lib/domain/severity";

const words = parseAsArrayOf(parseAsString).withDefault([]);

/** The filters, named as the API names them. */
export const ASSET_PARAMS = {
  q: parseAsString.withDefault(""),
  kind: parseAsArrayOf(parseAsStringLiteral(AssetKind.options)).withDefault([]),
  owner: words,
  source: words,
  band: parseAsArrayOf(parseAsStringLiteral(Band.options)).withDefault([]),
};
export const loadAssetParams = createLoader(ASSET_PARAMS);
export type AssetFilters = Awaited<ReturnType<typeof loadAssetParams>>;

export const NO_FILTERS: AssetFilters = { q: "", kind: [], owner: [], source: [], band: [] };
