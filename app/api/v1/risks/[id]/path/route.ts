import { open } from "@/app/api/v1/_doors/open";
import { GET_RISK_PATH } from "@/app/api/v1/_doors/posture";
import { getRisk } from "@/lib/services/risk/get-risk";

export const GET = open(GET_RISK_PATH, async (ctx, { params }) => {
  const { hops, asOf } = await getRisk(ctx, params.id);
  return { rows: hops, asOf };
});
