"use client";

import { RouteError } from "../../_parts/route-error";

export default function AssetError({ error, retry }: { error: unknown; retry: () => void }) {
  return <RouteError heading="Asset" title="This asset could not be read." error={error} retry={retry} />;
}
