import { randomUUID } from "node:crypto";
import { revalidatePath } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import { FaultlineError } from "@/lib/domain/errors";
import type { Ctx } from "@/lib/services/context";
import { apiContext } from "./session";

export type ActionResult<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; sentence: string; where: string | null; requestId: string };

/**
 * The one wrapper of every server action: context, verb, and errors as sentences. Unknown errors give a plain sentence
 * and a request id that stands in the log, never a stack.
 */
export function action<I extends unknown[], T>(
  verb: (ctx: Ctx, ...input: I) => Promise<T>,
): (...input: I) => Promise<ActionResult<T>> {
  return async (...input) => {
    const requestId = randomUUID();
    try {
      const ctx = await apiContext();
      const value = await verb({ ...ctx, requestId }, ...input);
      revalidatePath("/", "layout");
      return { ok: true, value };
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof FaultlineError)
        return { ok: false, code: error.code, sentence: error.message, where: error.where, requestId };
      console.error(
        JSON.stringify({ level: "error", requestId, error: error instanceof Error ? error.stack : String(error) }),
      );
      return {
        ok: false,
        code: "internal",
        sentence: "That did not work, and nothing was changed. Try again; if it stays so, name the request id.",
        where: null,
        requestId,
      };
    }
  };
}
