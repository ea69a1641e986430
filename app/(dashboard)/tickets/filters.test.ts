import { expect, it } from "vitest";
import { ticketChips, ticketsSentence, withoutChip } from "./filters";
import { NO_FILTERS, type TicketFilters } from "./search-params";

const facet = (value: string, count: number) => ({ value, label: value, count });

it("keeps claimed apart from proven", () => {
  expect(ticketsSentence([facet("fix_claimed", 1), facet("verifying", 2), facet("reopened", 1)])).toEqual({
    lead: "3 fixes claimed and not proven yet.",
    rest: "1 was not real and is open again.",
  });
  expect(ticketsSentence([facet("proven_fixed", 1)]).lead).toBe("1 fix proven; no claim is waiting.");
  expect(ticketsSentence([]).lead).toBe("No fix has been claimed yet.");
});
it("gives each chip a way off", () => {
  const filters: TicketFilters = { q: "x", state: ["open", "gone"], assignee: "none", due: ["overdue"] };
  let off = filters;
  for (const chip of ticketChips(filters, [])) off = { ...off, ...withoutChip(off, chip.id) };
  expect(off).toEqual(NO_FILTERS);
});
