import { redirect } from "next/navigation";
import { cache } from "react";
import { FaultlineError } from "@/lib/domain/errors";
import { sessionContext } from "@/lib/services/auth/sign-in";
import type { Ctx } from "@/lib/services/context";
import { sessionClaims } from "./auth";

/** The request's context, once a request; null when nobody is signed in or the session was ended. */
export const currentContext = cache(async (): Promise<Ctx | null> => {
  const claims = await sessionClaims();
  return claims ? sessionContext(claims) : null;
});

/** For pages: the context, or the way to the sign-in screen. */
export async function pageContext(): Promise<Ctx> {
  const ctx = await currentContext();
  if (!ctx) redirect("/sign-in");
  return ctx;
}

/** For the API: the context, or a not_signed_in problem. */
export async function apiContext(): Promise<Ctx> {
  const ctx = await currentContext();
  if (!ctx) throw new FaultlineError("not_signed_in", "Sign in first: this answer is for members of the workspace.");
  return ctx;
}
