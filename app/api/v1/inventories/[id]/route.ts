import { ABANDON_PUSH, GET_PUSH, SEND_BYTES } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { recordsOf } from "@/app/api/v1/_doors/records";
import { abandonPush } from "@/lib/services/push/complete";
import { receiveBytes } from "@/lib/services/push/receive";
import { getPush } from "@/lib/services/push/view";

export const GET = open(GET_PUSH, (ctx, { params }) => getPush(ctx, params.id));

export const PATCH = open(SEND_BYTES, async (ctx, { params, query, request }) => {
  await receiveBytes(ctx, params.id, { offset: query.offset, bytes: recordsOf(request) });
  return getPush(ctx, params.id);
});

export const DELETE = open(ABANDON_PUSH, async (ctx, { params }) => {
  await abandonPush(ctx, params.id);
  return getPush(ctx, params.id);
});
