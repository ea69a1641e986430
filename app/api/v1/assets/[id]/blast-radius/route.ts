import { GET_BLAST_RADIUS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getBlastRadius } from "@/lib/services/asset/lineage";

export const GET = open(GET_BLAST_RADIUS, (ctx, { params }) => getBlastRadius(ctx, params.id));
