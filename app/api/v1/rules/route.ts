import { open } from "@/app/api/v1/_doors/open";
import { LIST_RULES } from "@/app/api/v1/_doors/posture";
import { listRules } from "@/lib/services/finding/rules";

export const GET = open(LIST_RULES, (ctx) => listRules(ctx));
