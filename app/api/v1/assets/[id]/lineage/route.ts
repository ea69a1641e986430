import { GET_LINEAGE } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { readLineage } from "@/lib/services/asset/lineage-as-of";

export const GET = open(GET_LINEAGE, (ctx, { params, query }) => readLineage(ctx, params.id, query));
