import { LIST_RUNS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listRunPage } from "@/lib/services/run/list-runs";

export const GET = open(LIST_RUNS, (ctx, { query }) => listRunPage(ctx, query));
