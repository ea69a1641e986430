import { DIFF_RUNS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { diffRuns } from "@/lib/services/history/run-diff";

export const GET = open(DIFF_RUNS, (ctx, { query }) => diffRuns(ctx, query));
