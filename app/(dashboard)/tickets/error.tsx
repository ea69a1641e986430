"use client";

import { RouteError } from "../_parts/route-error";

export default function TicketsError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Tickets" title="The tickets could not be read." error={error} retry={retry} />;
}
