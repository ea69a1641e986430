import { NotFoundPage } from "../../_parts/not-found";

export default function TicketNotFound() {
  return (
    <NotFoundPage
      heading="There is no such ticket here"
      body="The address may be mistyped. Tickets are never deleted, so it did not vanish."
      href="/tickets"
      label="All tickets"
    />
  );
}
