import { queryOptions } from "@tanstack/react-query";
import { readApi } from "@/app/read-api";
import { Overview } from "@/lib/domain/views/risk-views";

/** The overview as the API gives it; the shell's counts and the overview's live parts read the same entry. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => readApi("/api/v1/overview", Overview, signal),
});
