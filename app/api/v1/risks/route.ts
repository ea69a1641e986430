import { open } from "@/app/api/v1/_doors/open";
import { LIST_RISKS } from "@/app/api/v1/_doors/posture";
import { listRisks } from "@/lib/services/risk/list-risks";

export const GET = open(LIST_RISKS, (ctx, { query }) => listRisks(ctx, query));
