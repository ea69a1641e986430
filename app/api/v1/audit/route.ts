import { open } from "@/app/api/v1/_doors/open";
import { LIST_AUDIT } from "@/app/api/v1/_doors/work";
import { listAudit } from "@/lib/services/audit-list";

export const GET = open(LIST_AUDIT, (ctx, { query }) => listAudit(ctx, query));
