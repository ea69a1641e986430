import { GET_NEIGHBOURHOOD } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getNeighbourhood } from "@/lib/services/graph/neighbourhood";

export const GET = open(GET_NEIGHBOURHOOD, (ctx, { params, query }) => getNeighbourhood(ctx, params.id, query));
