import { z } from "zod";
import type { Role } from "@/lib/domain/access";
import type { Door } from "./door";

const None = z.object({});
type None = typeof None;

const JSON_LIMIT_BYTES = 1024 * 1024;

/** Ids as they stand in a path. */
export const NumberId = z.object({
  id: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(2_147_483_647)),
});
export const TextId = z.object({ id: z.string().regex(/^\d{1,15}$/) });
export const EvidenceId = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) });

type Given<P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodType> = {
  path: Door["path"];
  tag: Door["tag"];
  summary: string;
  answer: A;
  params?: P;
  query?: Q;
  tokenScope?: Door["tokenScope"];
  otherStatus?: Door["otherStatus"];
};

/** A door that only reads; any member may open it unless `role` says more. */
export function reading<A extends z.ZodType, P extends z.ZodObject = None, Q extends z.ZodObject = None>(
  given: Given<P, Q, A> & { role?: Role },
): Door<P, Q, z.ZodType, A> {
  return {
    method: "GET",
    role: "viewer",
    status: 200,
    body: null,
    bodyReadByVerb: false,
    bodyLimitBytes: 0,
    ...given,
    ...parts(given),
  };
}

/** A door that changes something, or that takes a body. */
export function writing<
  A extends z.ZodType,
  P extends z.ZodObject = None,
  Q extends z.ZodObject = None,
  B extends z.ZodType = z.ZodType,
>(
  given: Given<P, Q, A> &
    Pick<Door, "method" | "role" | "status"> & {
      body?: B | "document" | "records";
      orJson?: z.ZodType;
      bodyReadByVerb?: boolean;
      bodyLimitBytes?: number;
    },
): Door<P, Q, B, A> {
  return {
    bodyReadByVerb: false,
    bodyLimitBytes: JSON_LIMIT_BYTES,
    ...given,
    body: given.body ?? null,
    ...parts(given),
  };
}

function parts<P extends z.ZodObject, Q extends z.ZodObject>(given: {
  params?: P;
  query?: Q;
}): { params: P; query: Q } {
  // Where nothing is given, P and Q are the empty object by their defaults.
  return { params: given.params ?? (None as z.ZodObject as P), query: given.query ?? (None as z.ZodObject as Q) };
}
