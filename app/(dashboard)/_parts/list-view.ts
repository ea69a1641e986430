import type { AsOf } from "@/lib/domain/page";

/** Older than this, numbers come with a warning. */
const STALE_MS = 48 * 3_600_000;

/**
 * What a list shows. Lists cannot tell "nothing connected" from "nothing run": both are `never-run` here, and the way
 * out (Sources) is the same.
 */
export type ListView = "never-run" | "empty" | "filtered-empty" | "stale" | "ready";

/** True when the newest run behind the numbers is older than two days of the page's clock. */
export function isStale(asOf: AsOf): boolean {
  return asOf.at !== null && Date.parse(asOf.now) - Date.parse(asOf.at) > STALE_MS;
}

/** The state of a list from its size, its filters and the run it speaks for. */
export function listView(list: { rows: number; filtered: boolean; asOf: AsOf }): ListView {
  if (list.rows === 0) {
    if (list.asOf.run === null) return "never-run";
    return list.filtered ? "filtered-empty" : "empty";
  }
  return isStale(list.asOf) ? "stale" : "ready";
}
