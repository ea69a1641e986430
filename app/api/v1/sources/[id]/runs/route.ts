import { RUN_SOURCE } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { runSource } from "@/lib/services/source/source";

export const POST = open(RUN_SOURCE, (ctx, { params }) => runSource(ctx, params.id));
