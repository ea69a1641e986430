import { randomUUID } from "node:crypto";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { doorContext } from "@/app/session";
import { FaultlineError, HTTP_STATUS } from "@/lib/domain/errors";
import type { Ctx } from "@/lib/services/context";
import { databaseFault } from "./_doors/database-fault";

/** application/problem+json with code, detail, requestId and docs; the same for every door. */
export function problem(error: unknown, requestId: string): Response {
  const known = error instanceof FaultlineError ? error : databaseFault(error);
  if (!known) {
    console.error(
      JSON.stringify({ level: "error", requestId, error: error instanceof Error ? error.stack : String(error) }),
    );
  }
  const code = known?.code ?? "internal";
  const body = {
    type: "about:blank",
    title: code.replaceAll("_", " "),
    status: HTTP_STATUS[code],
    code,
    detail: known?.message ?? "Something went wrong on our side; nothing was changed. The request id is in the log.",
    where: known?.where ?? null,
    requestId,
    docs: "/api/v1/openapi.json",
  };
  return Response.json(body, {
    status: body.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "private, no-store",
      "x-request-id": requestId,
      ...(code === "not_signed_in" ? { "www-authenticate": "Bearer" } : {}),
    },
  });
}

/**
 * A JSON door: context, the verb, its answer checked against the schema the API document is made of. Answers are private
 * and never cached.
 */
export async function answer<T extends z.ZodType>(
  request: Request,
  schema: T,
  work: (ctx: Ctx) => Promise<z.input<T>>,
  reply: { status: number },
): Promise<Response> {
  const requestId = randomUUID();
  try {
    const ctx = await doorContext(request);
    const body = schema.parse(await work({ ...ctx, requestId }));
    return Response.json(body, {
      status: reply.status,
      headers: { "cache-control": "private, no-store", "x-request-id": requestId },
    });
  } catch (error) {
    unstable_rethrow(error);
    return problem(error, requestId);
  }
}
