import { CREATE_SOURCE, LIST_SOURCES } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { createSource } from "@/lib/services/source/source";
import { getSources } from "@/lib/services/source/view";

export const GET = open(LIST_SOURCES, (ctx) => getSources(ctx));

export const POST = open(CREATE_SOURCE, (ctx, { body }) => createSource(ctx, body));
