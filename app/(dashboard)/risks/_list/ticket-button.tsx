"use client";

import { useRouter } from "next/navigation";
import { useShortcut } from "@/components/kit/shortcuts";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { useWrite } from "../../_parts/use-write";
import { WriteProblemNote } from "../../_parts/write-problem";
import { createTicketAction } from "../actions";

type TicketButtonProps = {
  fix: Pick<RiskDetail["fixes"][number], "id" | "ticket">;
  keys?: boolean;
  filled?: boolean;
  className?: string;
};

/** One fix, one ticket: opens the one there is, or makes it. `t` does the same where `keys` is on. */
export function TicketButton({ fix, keys = false, filled = true, className }: TicketButtonProps) {
  const router = useRouter();
  const { pending, problem, write, clearProblem } = useWrite();
  const open = (id: string) => router.push(`/tickets/${id}`);
  const run = () => {
    if (pending) return;
    if (fix.ticket) open(fix.ticket.id);
    else
      write(
        () => createTicketAction({ fixUnitId: fix.id }),
        (value) => open(value.id),
        "Ticket opened",
      );
  };
  useShortcut("t", fix.ticket ? "Go to its ticket" : "Open a ticket", run, { enabled: keys });
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant={filled ? "filled" : "plain"}
        onClick={run}
        disabled={pending}
        aria-busy={pending}
        className={className}
      >
        {pending ? "Opening" : fix.ticket ? "Go to ticket" : "Open ticket"}
        {keys && (
          <Kbd aria-hidden className={filled ? "border-ink-55 bg-transparent text-on-ink" : undefined}>
            t
          </Kbd>
        )}
      </Button>
      <WriteProblemNote problem={problem} onReload={clearProblem} />
    </div>
  );
}
