import { open } from "@/app/api/v1/_doors/open";
import { GET_RISK } from "@/app/api/v1/_doors/posture";
import { getRisk } from "@/lib/services/risk/get-risk";

export const GET = open(GET_RISK, (ctx, { params }) => getRisk(ctx, params.id));
