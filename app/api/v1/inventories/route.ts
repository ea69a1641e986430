import { PUSH_INVENTORY } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { isJson, keyOf, recordsOf, scopesOf } from "@/app/api/v1/_doors/records";
import { readJson } from "@/app/api/v1/_doors/request";
import { FaultlineError } from "@/lib/domain/errors";
import { StartPushInput } from "@/lib/domain/views/push-views";
import { parseInput } from "@/lib/services/input";
import { completePush } from "@/lib/services/push/complete";
import { receiveBytes } from "@/lib/services/push/receive";
import { startPush } from "@/lib/services/push/start";
import { getPush } from "@/lib/services/push/view";

const START_LIMIT_BYTES = 1024 * 1024;

export const POST = open(PUSH_INVENTORY, async (ctx, { request, query, reply }) => {
  if (isJson(request)) {
    const input = parseInput(StartPushInput, await readJson(request, START_LIMIT_BYTES));
    const { id, created } = await startPush(ctx, { ...input, key: keyOf(request, input.key) });
    reply.status = created ? 201 : 202;
    return getPush(ctx, id);
  }
  const bytes = recordsOf(request);
  const key = keyOf(request);
  if (key === undefined)
    throw new FaultlineError(
      "invalid_input",
      "A push in one request needs the header Idempotency-Key: sent again after a lost answer, it is then the same push.",
      "Idempotency-Key",
    );
  const { id } = await startPush(ctx, { source: query.source, key, scopes: scopesOf(query) });
  await receiveBytes(ctx, id, { offset: 0, bytes });
  await completePush(ctx, id);
  return getPush(ctx, id);
});
