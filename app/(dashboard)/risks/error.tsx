"use client";

import { RouteError } from "../_parts/route-error";

export default function RisksError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Risks" title="The risks could not be read." error={error} retry={retry} />;
}
