import { LIST_SIBLINGS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listSiblings } from "@/lib/services/graph/neighbourhood";

export const GET = open(LIST_SIBLINGS, (ctx, { params, query }) => listSiblings(ctx, params.id, query));
