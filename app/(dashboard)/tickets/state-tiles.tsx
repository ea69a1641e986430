"use client";

import { TicketStatus } from "@/components/posture/ticket-status";
import { cn } from "@/components/ui/cn";
import type { Facet } from "@/lib/domain/page";
import type { TicketState } from "@/lib/domain/ticket";
import { countIn } from "./filters";

const TILES: readonly TicketState[] = [
  "open",
  "assigned",
  "in_progress",
  "fix_claimed",
  "verifying",
  "reopened",
  "proven_fixed",
];

type StateTilesProps = {
  facets: readonly Facet[];
  chosen: readonly TicketState[];
  onToggle: (state: TicketState) => void;
};

/** How many stand in each state; a tile is a filter. */
export function StateTiles({ facets, chosen, onToggle }: StateTilesProps) {
  return (
    <ul
      className="flex overflow-x-auto border-hair border-b max-sm:grid max-sm:grid-cols-2"
      aria-label="Tickets by status"
    >
      {TILES.map((state) => {
        const on = chosen.includes(state);
        return (
          <li key={state} className="min-w-32 flex-1 border-hair border-r last:border-r-0 max-sm:border-b">
            <button
              type="button"
              aria-pressed={on}
              onClick={() => onToggle(state)}
              className={cn(
                "flex w-full flex-col items-start gap-1 px-6 py-3 text-left hover:bg-wash focus-visible:-outline-offset-2 max-sm:px-4",
                on && "bg-wash shadow-[inset_0_-2px_0_var(--ink)]",
              )}
            >
              <TicketStatus state={state} />
              <span className="text-magnitude-sm">{countIn(facets, state).toLocaleString("en")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
