import type { z } from "zod";
import { type Ctx, requireScope } from "@/lib/services/context";
import { parseInput } from "@/lib/services/input";
import { countRequest } from "@/lib/services/metrics/registry";
import { answer } from "../answer";
import type { Door } from "./door";
import { readDocument, readJson, readParams, readQuery } from "./request";
import { refuseCrossSite } from "./same-origin";

export type Given<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  params: z.output<P>;
  query: z.output<Q>;
  /** Parsed; as it came where the verb reads it; undefined where the door takes none, a document or records. */
  body: z.output<B>;
  /** The uploaded file of a door that takes a document. */
  document: () => Promise<{ name: string; bytes: Uint8Array }>;
  /** For doors that read headers or take a stream; nothing of the body is read before. */
  request: Request;
  /** The status of the answer, where it is not always the door's. */
  reply: { status: number };
};

/**
 * The route handler of a door: who asks, from where, with which role, and only then what. The body is read last, so
 * that nobody without the right to send one makes the server hold it.
 */
export function open<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  door: Door<P, Q, B, A>,
  work: (ctx: Ctx, given: Given<P, Q, B>) => Promise<z.input<A>> | z.input<A>,
): (request: Request, context: { params: Promise<unknown> }) => Promise<Response> {
  return async (request, context) => {
    const reply: { status: number } = { status: door.status };
    const response = await answer(
      request,
      door.answer,
      async (ctx) => {
        refuseCrossSite(request);
        requireScope(ctx, door.role, door.tokenScope);
        const params = readParams(door.params, await context.params);
        const query = readQuery(door.query, new URL(request.url).searchParams);
        return work(ctx, {
          params,
          query,
          body: await bodyOf(door, request),
          document: documentOf(request, door, query),
          request,
          reply,
        });
      },
      reply,
    );
    countRequest(door.method, door.path, response.status);
    return response;
  };
}

async function bodyOf<B extends z.ZodType>(
  door: Pick<Door<z.ZodObject, z.ZodObject, B>, "body" | "bodyReadByVerb" | "bodyLimitBytes">,
  request: Request,
): Promise<z.output<B>> {
  if (door.body === null || door.body === "document" || door.body === "records") return undefined as z.output<B>;
  const json = await readJson(request, door.bodyLimitBytes);
  return door.bodyReadByVerb ? (json as z.output<B>) : parseInput(door.body, json);
}

function documentOf(request: Request, door: Pick<Door, "bodyLimitBytes">, query: object) {
  const name = "name" in query && typeof query.name === "string" ? query.name : undefined;
  return () => readDocument(request, { name, limitBytes: door.bodyLimitBytes });
}
