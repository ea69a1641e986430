import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const TABS = ["summary", "lineage", "files", "risks", "used-by", "recall", "paths", "history"] as const;
export type Tab = (typeof TABS)[number];
export const DEPTHS = [1, 2, 4, 8] as const;
const DIRECTIONS = ["upstream", "downstream", "both"] as const;
const OVERS = ["any", "impact", "attack"] as const;

/** Which tab, which part of the lineage, and the other end of a path. */
export const ASSET_DETAIL_PARAMS = {
  tab: parseAsStringLiteral(TABS).withDefault("summary"),
  direction: parseAsStringLiteral(DIRECTIONS).withDefault("both"),
  depth: parseAsInteger.withDefault(2),
  /** The asked moment; absent = now. */
  asOf: parseAsString,
  to: parseAsInteger,
  over: parseAsStringLiteral(OVERS).withDefault("any"),
};
export const loadAssetDetailParams = createLoader(ASSET_DETAIL_PARAMS);

/** The depth the service takes: 1 to 16 whatever the address says. */
export function depthOf(depth: number): number {
  return Math.min(16, Math.max(1, depth));
}
