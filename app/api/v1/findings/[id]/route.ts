import { open } from "@/app/api/v1/_doors/open";
import { TRIAGE_FINDING } from "@/app/api/v1/_doors/posture";
import { triageFinding } from "@/lib/services/finding/triage";

export const PATCH = open(TRIAGE_FINDING, async (ctx, { params, body }) => {
  await triageFinding(ctx, { ...body, findingId: params.id });
  return { id: params.id, triage: body.triage };
});
