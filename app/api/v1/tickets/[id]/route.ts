import { open } from "@/app/api/v1/_doors/open";
import { CHANGE_TICKET, GET_TICKET } from "@/app/api/v1/_doors/work";
import { getTicket } from "@/lib/services/ticket/get-ticket";
import { assignTicket, setTicketDue, setTicketState } from "@/lib/services/ticket/write";

export const GET = open(GET_TICKET, (ctx, { params }) => getTicket(ctx, params.id));

export const PATCH = open(CHANGE_TICKET, async (ctx, { params, body }) => {
  const change = { ...body, ticketId: params.id };
  if (body.assigneeId !== undefined) await assignTicket(ctx, change);
  else if (body.state !== undefined) await setTicketState(ctx, change);
  else await setTicketDue(ctx, change);
  return getTicket(ctx, params.id);
});
