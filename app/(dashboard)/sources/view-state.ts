import type { SourceRow, SourcesView } from "@/lib/domain/views/work-views";
import { isActive } from "../_sources/run-words";

export type SourcesViewState = "unconnected" | "running" | "stale" | "partial" | "ready";

/** Which banner the sources screen wears; the list itself is drawn in every state but the first. */
export function sourcesViewState(view: Pick<SourcesView, "sources" | "stale" | "denied">): SourcesViewState {
  const { sources } = view;
  if (sources.length === 0) return "unconnected";
  if (sources.some((s) => isActive(s.run))) return "running";
  if (view.stale === sources.length) return "stale";
  return sources.some((s) => s.state !== "healthy") ? "partial" : "ready";
}

const ORDER: Record<SourceRow["state"], number> = {
  running: 0,
  held: 1,
  failed: 2,
  denied: 3,
  partial: 4,
  stale: 5,
  never_run: 6,
  healthy: 7,
};

/** What works now first, then worst first, healthy last; by name inside one state. */
export function worstFirst(sources: readonly SourceRow[]): SourceRow[] {
  return [...sources].sort(
    (a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || a.id - b.id,
  );
}

function count(n: number, one: string, many: string): string {
  return `${n === 1 ? "One" : n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** The screen's first sentence: how much of what is known was seen, then the worst thing in the way. */
export function sourcesSentence(view: Pick<SourcesView, "sources" | "coverage" | "denied" | "stale">): string {
  const { seen, total } = view.coverage;
  const share = total > 0 ? Math.floor((seen / total) * 100) : null;
  const first = share === null ? "Nothing was read yet." : `We see ${share}% of what our sources name.`;
  const inState = (state: SourceRow["state"]) => view.sources.filter((s) => s.state === state).length;
  const held = inState("held");
  const failed = inState("failed");
  if (held > 0) return `${first} ${count(held, "run waits", "runs wait")} for a person.`;
  if (failed > 0) return `${first} ${count(failed, "source did", "sources did")} not answer.`;
  if (view.denied > 0) return `${first} ${count(view.denied, "resource is", "resources are")} denied to us.`;
  if (view.stale > 0) return `${first} ${count(view.stale, "source is", "sources are")} past its own limit.`;
  return first;
}
