import { open } from "@/app/api/v1/_doors/open";
import { GET_OVERVIEW } from "@/app/api/v1/_doors/posture";
import { getOverview } from "@/lib/services/overview/overview";

export const GET = open(GET_OVERVIEW, (ctx, { query }) => getOverview(ctx, query));
