import { GET_LINEAGE } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getLineage } from "@/lib/services/asset/lineage";

export const GET = open(GET_LINEAGE, (ctx, { params, query }) => getLineage(ctx, params.id, query));
