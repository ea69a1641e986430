import { z } from "zod";
import { TICKET_STATES } from "@/db/enums";
import { wordsOf } from "./codes";

export const TicketState = z.enum(wordsOf(TICKET_STATES));
export type TicketState = z.infer<typeof TicketState>;

export const TICKET_STATE_LABEL: Record<TicketState, string> = {
  open: "Open",
  assigned: "Assigned",
  in_progress: "In progress",
  fix_claimed: "Fix claimed",
  verifying: "Verifying",
  proven_fixed: "Proven fixed",
  reopened: "Re-opened",
  accepted: "Accepted",
  gone: "Gone",
};

/** What a person may set by hand. proven_fixed, reopened, verifying and gone are the pipeline's words alone. */
export const TICKET_STATES_BY_HAND: readonly TicketState[] = ["open", "assigned", "in_progress", "fix_claimed"];
