import { open } from "@/app/api/v1/_doors/open";
import { GET_RISK_WHAT_IF } from "@/app/api/v1/_doors/posture";
import { getRisk } from "@/lib/services/risk/get-risk";

export const GET = open(GET_RISK_WHAT_IF, async (ctx, { params }) => {
  const { scoreTenths, band, lowers, asOf } = await getRisk(ctx, params.id);
  return { scoreTenths, band, rows: lowers, asOf };
});
