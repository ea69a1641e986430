import type { Json } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import type { HttpResponse } from "./http-client";
import { NetError, where } from "./net-error";

/**
 * Reads a body whole. Throws `truncated_response` where it ends before what its head announced, `budget` where it is longer
 * than `maxBytes`, `timeout` where the request's deadline passes. `count` hears of every byte that arrived.
 */
export async function readBody(
  response: HttpResponse,
  maxBytes: number,
  count: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response.body as AsyncIterable<Buffer>) {
      length += part.length;
      count(part.length);
      if (length > maxBytes)
        throw new NetError("budget", `${where(response)} sends more than the ${maxBytes} bytes that are read of it.`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof NetError) throw error;
    if (response.expired())
      throw new NetError(
        "timeout",
        `${where(response)} sends too slowly: ${length} bytes came before its time was up.`,
      );
    throw new NetError("truncated_response", `${where(response)} breaks off after ${length} bytes.`, { cause: error });
  } finally {
    response.body.destroy();
  }
  const announced = response.headers["content-length"];
  if (announced !== undefined && Number(announced) !== length)
    throw new NetError(
      "truncated_response",
      `${where(response)} breaks off after ${length} of ${showText(announced, 20)} bytes.`,
    );
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** The body as JSON of unknown shape. Throws `unexpected_answer` where it is none. */
export async function readJson(response: HttpResponse, maxBytes: number): Promise<Json> {
  const text = (await readBody(response, maxBytes)).toString("utf8");
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new NetError("unexpected_answer", `${where(response)} answers with something that is no JSON.`);
  }
}
