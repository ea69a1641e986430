import { LIST_ASSETS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listAssets } from "@/lib/services/asset/list-assets";

export const GET = open(LIST_ASSETS, (ctx, { query }) => listAssets(ctx, query));
