import { GET_RUN } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getRun } from "@/lib/services/run/view";

export const GET = open(GET_RUN, (ctx, { params }) => getRun(ctx, params.id));
