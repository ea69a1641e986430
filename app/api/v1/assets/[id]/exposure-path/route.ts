import { GET_EXPOSURE_PATH } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getExposurePath } from "@/lib/services/graph/paths";

export const GET = open(GET_EXPOSURE_PATH, (ctx, { params }) => getExposurePath(ctx, params.id));
