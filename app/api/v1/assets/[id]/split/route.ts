import { SPLIT_ASSET } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { splitAsset } from "@/lib/services/inventory/split-asset";

export const POST = open(SPLIT_ASSET, (ctx, { params }) => splitAsset(ctx, params.id));
