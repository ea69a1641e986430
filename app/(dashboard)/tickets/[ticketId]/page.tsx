import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { pageContext } from "@/app/session";
import { roleAtLeast } from "@/lib/domain/access";
import { showText } from "@/lib/domain/text";
import { listMembers } from "@/lib/services/auth/people";
import { getTicket } from "@/lib/services/ticket/get-ticket";
import { isNotFound } from "../../_parts/not-found";
import { TicketClient } from "./client";

type Props = { params: Promise<{ ticketId: string }> };

const readTicket = cache(async (id: string) => {
  const ctx = await pageContext();
  try {
    return await getTicket(ctx, id);
  } catch (error) {
    if (isNotFound(error)) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ticket = await readTicket((await params).ticketId);
  return { title: showText(ticket.title, 80) };
}

/** One fix: what to do, what people say, what is seen. */
export default async function TicketPage({ params }: Props) {
  const ctx = await pageContext();
  const [ticket, members] = await Promise.all([readTicket((await params).ticketId), listMembers(ctx)]);
  const people = members.map(({ id, name, email }) => ({ id, name, email }));
  const may = { work: roleAtLeast(ctx.role, "engineer"), plan: roleAtLeast(ctx.role, "analyst") };
  return <TicketClient ticket={ticket} people={people} may={may} />;
}
