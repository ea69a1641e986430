import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { AssetKind } from "@/lib/domain/asset";
import { Band } from "@/lib/domain/severity";
import { ASSET_SORTS } from "@/lib/domain/views/queries";

const words = parseAsArrayOf(parseAsString).withDefault([]);

/** The filters, named as the API names them. */
export const ASSET_PARAMS = {
  q: parseAsString.withDefault(""),
  kind: parseAsArrayOf(parseAsStringLiteral(AssetKind.options)).withDefault([]),
  owner: words,
  source: words,
  band: parseAsArrayOf(parseAsStringLiteral(Band.options)).withDefault([]),
  disagree: parseAsArrayOf(parseAsStringLiteral(["true"])).withDefault([]),
  sort: parseAsStringLiteral(ASSET_SORTS).withDefault("score"),
  /** The asked moment; absent = now. */
  asOf: parseAsString,
};
export const loadAssetParams = createLoader(ASSET_PARAMS);
export type AssetFilters = Awaited<ReturnType<typeof loadAssetParams>>;

export const NO_FILTERS: AssetFilters = {
  q: "",
  kind: [],
  owner: [],
  source: [],
  band: [],
  disagree: [],
  sort: "score",
  asOf: null,
};
