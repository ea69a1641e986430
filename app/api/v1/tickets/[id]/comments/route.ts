import { open } from "@/app/api/v1/_doors/open";
import { COMMENT_TICKET } from "@/app/api/v1/_doors/work";
import { getTicket } from "@/lib/services/ticket/get-ticket";
import { commentTicket } from "@/lib/services/ticket/write";

export const POST = open(COMMENT_TICKET, async (ctx, { params, body }) => {
  await commentTicket(ctx, { ...body, ticketId: params.id });
  return getTicket(ctx, params.id);
});
