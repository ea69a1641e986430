import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { readApi } from "@/app/read-api";
import { RunRow } from "@/lib/domain/views/work-views";

const RUNS_OFFERED = 30;
const Runs = z.object({ rows: z.array(RunRow) });

/** The newest runs that became part of history: the moments one can go back to by name. */
export const momentsQuery = queryOptions({
  queryKey: ["runs", "moments"],
  queryFn: async ({ signal }) => {
    const { rows } = await readApi(`/api/v1/runs?limit=${RUNS_OFFERED}`, Runs, signal);
    return rows.filter((r) => r.record !== null);
  },
});
