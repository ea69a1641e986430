"use client";

import { RouteError } from "../_parts/route-error";

export default function RulesError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Rules" title="The rules could not be read." error={error} retry={retry} />;
}
