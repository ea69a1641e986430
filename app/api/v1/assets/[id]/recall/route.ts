import { GET_RECALL } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getRecall } from "@/lib/services/graph/recall";

export const GET = open(GET_RECALL, (ctx, { params, query }) => getRecall(ctx, params.id, query));
