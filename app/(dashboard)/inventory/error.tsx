"use client";

import { RouteError } from "../_parts/route-error";

export default function InventoryError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Inventory" title="The inventory could not be read." error={error} retry={retry} />;
}
