import { CREATE_TOKEN, LIST_TOKENS } from "@/app/api/v1/_doors/access";
import { open } from "@/app/api/v1/_doors/open";
import { createToken, listTokens } from "@/lib/services/token/token";

export const GET = open(LIST_TOKENS, async (ctx) => ({ rows: await listTokens(ctx) }));
export const POST = open(CREATE_TOKEN, (ctx, { body }) => createToken(ctx, body));
