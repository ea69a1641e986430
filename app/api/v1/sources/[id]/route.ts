import { REMOVE_SOURCE } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { removeSource } from "@/lib/services/source/source";

export const DELETE = open(REMOVE_SOURCE, (ctx, { params }) => removeSource(ctx, params.id));
