import { GET_ASSET } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getAsset } from "@/lib/services/asset/get-asset";

export const GET = open(GET_ASSET, (ctx, { params, query }) => getAsset(ctx, params.id, query));
