import { open } from "@/app/api/v1/_doors/open";
import { CREATE_TICKET, LIST_TICKETS } from "@/app/api/v1/_doors/work";
import { listTickets } from "@/lib/services/ticket/list-tickets";
import { createTicket } from "@/lib/services/ticket/write";

export const GET = open(LIST_TICKETS, (ctx, { query }) => listTickets(ctx, query));

export const POST = open(CREATE_TICKET, (ctx, { body }) => createTicket(ctx, body));
