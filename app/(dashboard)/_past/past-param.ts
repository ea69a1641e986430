"use client";

import { parseAsString, useQueryState } from "nuqs";

/** The asked moment in the address, `?asOf=`; null = now. A change asks the server again. */
export function usePastParam() {
  return useQueryState("asOf", parseAsString.withOptions({ shallow: false, history: "push" }));
}

/** An address that keeps the asked moment. */
export function keepPast(href: string, asOf: string | null): string {
  if (asOf === null || asOf === "") return href;
  return `${href}${href.includes("?") ? "&" : "?"}asOf=${encodeURIComponent(asOf)}`;
}
