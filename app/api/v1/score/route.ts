import { open } from "@/app/api/v1/_doors/open";
import { SCORE } from "@/app/api/v1/_doors/posture";
import { scoreRisks } from "@/lib/services/risk/score";

export const POST = open(SCORE, (ctx, { body }) => scoreRisks(ctx, body));
