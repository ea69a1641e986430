import { open } from "@/app/api/v1/_doors/open";
import { LIST_MEMBERS } from "@/app/api/v1/_doors/work";
import { listMembers } from "@/lib/services/auth/people";

export const GET = open(LIST_MEMBERS, async (ctx) => ({ rows: await listMembers(ctx) }));
