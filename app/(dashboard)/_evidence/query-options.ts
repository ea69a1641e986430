import { queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { EvidenceView } from "@/lib/domain/views/asset-views";

/** Evidence never changes once written: read once, kept as long as the tab. */
export function evidenceQuery(id: string) {
  return queryOptions({
    queryKey: ["evidence", id],
    queryFn: ({ signal }) => readApi(`/api/v1/evidence/${encodeURIComponent(id)}`, EvidenceView, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
