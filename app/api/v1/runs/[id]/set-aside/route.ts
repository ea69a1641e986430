import { LIST_SET_ASIDE } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { listSetAside } from "@/lib/services/quarantine/list";

export const GET = open(LIST_SET_ASIDE, (ctx, { params, query }) => listSetAside(ctx, params.id, query));
