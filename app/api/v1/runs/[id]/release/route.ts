import { RELEASE_RUN } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { releaseRun } from "@/lib/services/run/run";
import { getRun } from "@/lib/services/run/view";

export const POST = open(RELEASE_RUN, async (ctx, { params }) => {
  const { id } = await getRun(ctx, params.id);
  await releaseRun(ctx, id);
  return { runId: id };
});
