import { COMPLETE_PUSH } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { completePush } from "@/lib/services/push/complete";
import { getPush } from "@/lib/services/push/view";

export const POST = open(COMPLETE_PUSH, async (ctx, { params, query }) => {
  await completePush(ctx, params.id, query);
  return getPush(ctx, params.id);
});
