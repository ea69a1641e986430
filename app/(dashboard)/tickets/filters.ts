import type { FilterChip } from "@/components/kit/filter-bar";
import type { Facet } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import { TICKET_STATE_LABEL, type TicketState } from "@/lib/domain/ticket";
import { DUE_WINDOW_WORDS } from "../_parts/due-windows";
import type { TicketFilters } from "./search-params";

/** How many tickets a value of a facet holds; a value that is not listed holds none. */
export function countIn(facets: readonly Facet[], value: string): number {
  return facets.find((f) => f.value === value)?.count ?? 0;
}

/** What stands; chip ids are `group:value`. `name` turns a person's id into a name. */
export function ticketChips(filters: TicketFilters, people: readonly Facet[]): FilterChip[] {
  const chips: FilterChip[] = filters.state.map((s) => ({
    id: `state:${s}`,
    label: "status",
    value: TICKET_STATE_LABEL[s],
  }));
  for (const due of filters.due) chips.push({ id: `due:${due}`, label: "due", value: DUE_WINDOW_WORDS[due] });
  if (filters.assignee !== null) {
    const known = people.find((p) => p.value === filters.assignee)?.label;
    const word = filters.assignee === "me" ? "me" : filters.assignee === "none" ? "nobody" : (known ?? "one person");
    chips.push({ id: "assignee:", label: "assignee", value: showText(word, 40) });
  }
  if (filters.q !== "") chips.push({ id: "q:", label: "text", value: showText(filters.q, 40) });
  return chips;
}

/** The filters without one chip. */
export function withoutChip(filters: TicketFilters, chipId: string): Partial<TicketFilters> {
  const at = chipId.indexOf(":");
  const value = chipId.slice(at + 1);
  switch (chipId.slice(0, at)) {
    case "state":
      return { state: filters.state.filter((s) => s !== value) };
    case "due":
      return { due: filters.due.filter((d) => d !== value) };
    case "assignee":
      return { assignee: null };
    default:
      return { q: "" };
  }
}

/** What the counts say about claimed and proven fixes, in one sentence and a half. */
export function ticketsSentence(states: readonly Facet[]): { lead: string; rest: string } {
  const n = (s: TicketState) => countIn(states, s);
  const claimed = n("fix_claimed") + n("verifying");
  const [reopened, proven] = [n("reopened"), n("proven_fixed")];
  const fixes = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "fix" : "fixes"}`;
  const lead =
    claimed > 0
      ? `${fixes(claimed)} claimed and not proven yet.`
      : proven > 0
        ? `${fixes(proven)} proven; no claim is waiting.`
        : "No fix has been claimed yet.";
  const rest =
    reopened > 0
      ? `${reopened === 1 ? "1 was not real and is" : `${reopened.toLocaleString("en")} were not real and are`} open again.`
      : claimed > 0 && proven > 0
        ? `${proven.toLocaleString("en")} proven so far.`
        : "";
  return { lead, rest };
}
