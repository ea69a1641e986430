import { REVOKE_TOKEN } from "@/app/api/v1/_doors/access";
import { open } from "@/app/api/v1/_doors/open";
import { revokeToken } from "@/lib/services/token/token";

export const DELETE = open(REVOKE_TOKEN, (ctx, { params }) => revokeToken(ctx, params.id));
