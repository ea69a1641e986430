"use client";

import { parseAsString, useQueryState } from "nuqs";

/** The evidence named by `?evidence=`, for screens that list places but have no column for it. */
export function useEvidenceParam() {
  return useQueryState("evidence", parseAsString.withOptions({ history: "push" }));
}
