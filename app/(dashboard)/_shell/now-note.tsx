"use client";

import { parseAsString, useQueryState } from "nuqs";
import { showText } from "@/lib/domain/text";

/** On a screen that knows the present alone: that it does not show the moment the address asks for. */
export function NowNote() {
  const [asked] = useQueryState("asOf", parseAsString);
  if (asked === null || asked === "" || asked === "now") return null;
  return <span className="whitespace-nowrap text-meta">Shows now, not {showText(asked, 40)}</span>;
}
