import { z } from "zod";
import { AuditPage, AuditQuery } from "@/lib/domain/views/audit-views";
import {
  AssignTicketInput,
  CreateTicketInput,
  TicketCommentInput,
  TicketDueInput,
  TicketQuery,
  TicketStateInput,
} from "@/lib/domain/views/queries";
import { MemberRow, TicketDetail, TicketPage } from "@/lib/domain/views/work-views";
import { reading, TextId, writing } from "./define";

const tag = "Work";

/** One change a request: each raises the version, so that two in one would not be one change any more. */
export const TicketChange = z
  .strictObject({
    version: AssignTicketInput.shape.version,
    assigneeId: AssignTicketInput.shape.assigneeId.optional(),
    state: TicketStateInput.shape.state.optional(),
    dueAt: TicketDueInput.shape.dueAt.optional(),
  })
  .refine((c) => [c.assigneeId, c.state, c.dueAt].filter((v) => v !== undefined).length === 1, {
    error: "Send the version and one change: assigneeId, state or dueAt.",
  });

export const LIST_TICKETS = reading({
  path: "/api/v1/tickets",
  tag,
  summary: "Tickets, with what people say and what the newest run sees side by side.",
  query: TicketQuery,
  answer: TicketPage,
});

export const CREATE_TICKET = writing({
  method: "POST",
  path: "/api/v1/tickets",
  tag,
  summary: "Opens the ticket of a fix; asked twice it is the same ticket, and `created` is false.",
  role: "analyst",
  body: CreateTicketInput,
  answer: z.object({ id: z.string(), created: z.boolean() }),
  status: 200,
});

export const GET_TICKET = reading({
  path: "/api/v1/tickets/{id}",
  tag,
  summary: "One ticket: its steps, what it closes, what was said and done.",
  params: TextId,
  answer: TicketDetail,
});

export const CHANGE_TICKET = writing({
  method: "PATCH",
  path: "/api/v1/tickets/{id}",
  tag,
  summary:
    "Assigns a ticket, sets its state or its due date: one of them a request, with the version that was read. An older version is a conflict. Engineers set the state of their own tickets; analysts of any, and they assign and date.",
  role: "engineer",
  params: TextId,
  body: TicketChange,
  answer: TicketDetail,
  status: 200,
});

export const COMMENT_TICKET = writing({
  method: "POST",
  path: "/api/v1/tickets/{id}/comments",
  tag,
  summary: "Adds a comment and gives the ticket with it.",
  role: "engineer",
  params: TextId,
  body: TicketCommentInput.omit({ ticketId: true }),
  answer: TicketDetail,
  status: 201,
});

export const LIST_MEMBERS = reading({
  path: "/api/v1/members",
  tag,
  summary: "The people of the workspace, by name.",
  answer: z.object({ rows: z.array(MemberRow) }),
});

export const LIST_AUDIT = reading({
  path: "/api/v1/audit",
  tag,
  summary: "Who changed what, newest first.",
  role: "analyst",
  query: AuditQuery,
  answer: AuditPage,
});
