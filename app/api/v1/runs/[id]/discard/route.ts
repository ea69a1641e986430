import { DISCARD_RUN } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { discardRun } from "@/lib/services/run/discard";

export const POST = open(DISCARD_RUN, async (ctx, { params }) => {
  await discardRun(ctx, params.id);
  return { runId: params.id };
});
