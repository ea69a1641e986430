import { queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { RunDetail, SourcesView } from "@/lib/domain/views/work-views";
import { isActive } from "./run-words";

const POLL_MS = 1_500;

/** Every source with its newest run; asked again every 1.5 s while one works. */
export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => readApi("/api/v1/sources", SourcesView, signal),
  refetchInterval: (query) => (query.state.data?.sources.some((s) => isActive(s.run)) ? POLL_MS : false),
});

/** One run with what each scope answered and what was set aside. */
export const runQuery = (runId: number) =>
  queryOptions({
    queryKey: ["runs", runId],
    queryFn: ({ signal }) => readApi(`/api/v1/runs/${runId}`, RunDetail, signal),
    refetchInterval: (query) => (isActive(query.state.data ?? null) ? POLL_MS : false),
  });
