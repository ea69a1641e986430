import { LIST_EXPOSED_PATHS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listExposedPaths } from "@/lib/services/graph/paths";

export const GET = open(LIST_EXPOSED_PATHS, (ctx, { query }) => listExposedPaths(ctx, query));
