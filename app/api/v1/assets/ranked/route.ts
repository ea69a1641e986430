import { LIST_RANKED_ASSETS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listRankedAssets } from "@/lib/services/graph/ranked-assets";

export const GET = open(LIST_RANKED_ASSETS, (ctx, { query }) => listRankedAssets(ctx, query));
