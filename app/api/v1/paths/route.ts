import { GET_PATH } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getPath } from "@/lib/services/graph/paths";

export const GET = open(GET_PATH, (ctx, { query }) => getPath(ctx, query));
