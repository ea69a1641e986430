"use client";

import { RouteError } from "../_parts/route-error";

export default function ScansError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Scans" title="The ledger of files could not be read." error={error} retry={retry} />;
}
