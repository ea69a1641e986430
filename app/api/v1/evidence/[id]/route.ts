import { open } from "@/app/api/v1/_doors/open";
import { GET_EVIDENCE } from "@/app/api/v1/_doors/posture";
import { getEvidence } from "@/lib/services/evidence/get-evidence";

export const GET = open(GET_EVIDENCE, (ctx, { params }) => getEvidence(ctx, params.id));
