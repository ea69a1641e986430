import { DISMISS_SET_ASIDE } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { dismissSetAside } from "@/lib/services/quarantine/dismiss";

export const POST = open(DISMISS_SET_ASIDE, (ctx, { params, body }) => dismissSetAside(ctx, params.id, body));
