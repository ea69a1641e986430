"use server";

import { action } from "@/app/action";
import { assignTicket, commentTicket, setTicketDue, setTicketState } from "@/lib/services/ticket/write";

export const assignTicketAction = action(assignTicket);
export const setTicketStateAction = action(setTicketState);
export const setTicketDueAction = action(setTicketDue);
export const commentTicketAction = action(commentTicket);
