import { LIST_ASSET_FILES } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { listAssetFiles } from "@/lib/services/asset/list-files";

export const GET = open(LIST_ASSET_FILES, (ctx, { params }) => listAssetFiles(ctx, params.id));
