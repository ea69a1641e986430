import type { Overview } from "@/lib/domain/views/risk-views";

export type OverviewViewState = "unconnected" | "never-run" | "running" | "partial" | "stale" | "ready";

/** Which overview is drawn. Until something is ranked there is no number to show; after that gaps and age are said aloud. */
export function overviewViewState(view: Pick<Overview, "state" | "strata" | "staleSources">): OverviewViewState {
  if (view.state !== "ready") return view.state;
  const { stale, total } = view.staleSources;
  if (total > 0 && stale === total) return "stale";
  return view.strata.some((s) => s.posture === null) ? "partial" : "ready";
}
