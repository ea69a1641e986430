import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { HeldChanges, type QuarantineState, SetAsidePage } from "@/lib/domain/views/intake-views";
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

const after = (cursor: string | null) => (cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`);

/** What a run set aside, page by page; of one state where asked. */
export const setAsideQuery = (runId: number, state: QuarantineState | "all", limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["runs", runId, "set-aside", state, limit],
    queryFn: ({ signal, pageParam }) =>
      readApi(
        `/api/v1/runs/${runId}/set-aside?limit=${limit}${state === "all" ? "" : `&state=${state}`}${after(pageParam)}`,
        SetAsidePage,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // A replay's run works while one looks.
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.rows.some((row) => isActive(row.replayRun))) ? POLL_MS : false,
  });

/** What a held run would close: the scopes, a sample of the assets, then page by page; of one scope where asked. */
export const heldQuery = (runId: number, scope: { scope: string; resourceType: string } | null) =>
  infiniteQueryOptions({
    queryKey: ["runs", runId, "held", scope],
    queryFn: ({ signal, pageParam }) =>
      readApi(
        `/api/v1/runs/${runId}/held?limit=${pageParam === null ? 20 : 200}${scope === null ? "" : `&scope=${encodeURIComponent(scope.scope)}&resourceType=${encodeURIComponent(scope.resourceType)}`}${after(pageParam)}`,
        HeldChanges,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
