import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { DIFF_PARTS } from "@/lib/domain/views/diff-views";

/** Between which moments, and which part: named as the API names them. */
export const DIFF_PARAMS = {
  from: parseAsString,
  to: parseAsString,
  show: parseAsStringLiteral(DIFF_PARTS).withDefault("added"),
};
export const loadDiffParams = createLoader(DIFF_PARAMS);
export type DiffAsk = Awaited<ReturnType<typeof loadDiffParams>>;
