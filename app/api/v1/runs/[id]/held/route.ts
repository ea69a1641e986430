import { GET_HELD } from "@/app/api/v1/_doors/intake";
import { open } from "@/app/api/v1/_doors/open";
import { heldChanges } from "@/lib/services/run/held";

export const GET = open(GET_HELD, (ctx, { params, query }) => heldChanges(ctx, params.id, query));
