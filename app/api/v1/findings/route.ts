import { open } from "@/app/api/v1/_doors/open";
import { LIST_FINDINGS } from "@/app/api/v1/_doors/posture";
import { listFindings } from "@/lib/services/finding/list-findings";

export const GET = open(LIST_FINDINGS, (ctx, { query }) => listFindings(ctx, query));
