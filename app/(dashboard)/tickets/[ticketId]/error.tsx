"use client";

import { RouteError } from "../../_parts/route-error";

export default function TicketError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Ticket" title="This ticket could not be read." error={error} retry={retry} />;
}
