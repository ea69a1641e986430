"use server";

import { action } from "@/app/action";
import { triageFinding } from "@/lib/services/finding/triage";
import { createTicket } from "@/lib/services/ticket/write";

/** Opens the one ticket of a fix, or finds it when it is there. */
export const createTicketAction = action(createTicket);

export const triageFindingAction = action(triageFinding);
