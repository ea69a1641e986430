import { redirect } from "next/navigation";
import { cache } from "react";
import { FaultlineError } from "@/lib/domain/errors";
import { sessionContext } from "@/lib/services/auth/sign-in";
import type { Ctx } from "@/lib/services/context";
import { tokenContext } from "@/lib/services/token/token";
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

/** For the JSON doors: the bearer token's context where one is sent, else the session's. Throws not_signed_in. */
export async function doorContext(request: Request): Promise<Ctx> {
  const sent = request.headers.get("authorization");
  if (sent === null) return apiContext();
  const bearer = /^bearer ([\x21-\x7e]+)$/i.exec(sent.trim());
  if (!bearer?.[1])
    throw new FaultlineError("not_signed_in", "Send the token as `Authorization: Bearer flt_…`.", "Authorization");
  return tokenContext(bearer[1]);
}

/** For server actions: the session's context, or a not_signed_in problem. */
export async function apiContext(): Promise<Ctx> {
  const ctx = await currentContext();
  if (!ctx) throw new FaultlineError("not_signed_in", "Sign in first: this answer is for members of the workspace.");
  return ctx;
}
