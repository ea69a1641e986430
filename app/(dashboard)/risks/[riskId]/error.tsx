"use client";

import { RouteError } from "../../_parts/route-error";

export default function RiskError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Risk" title="This risk could not be read." error={error} retry={retry} />;
}
