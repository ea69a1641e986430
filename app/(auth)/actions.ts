"use server";

import { CredentialsSignin } from "next-auth";
import { LOCKED_CODE, signIn } from "@/app/auth";
import { FaultlineError } from "@/lib/domain/errors";
import { completeSetup } from "@/lib/services/auth/people";

export type FormState = { sentence: string | null };

const HOME = "/overview";

/** Runs a sign-in; a refusal becomes a sentence, the redirect of a success passes through. */
async function refusalOf(work: () => Promise<unknown>, wrong: string): Promise<FormState> {
  try {
    await work();
    return { sentence: null };
  } catch (error) {
    if (error instanceof CredentialsSignin) {
      return {
        sentence:
          error.code === LOCKED_CODE
            ? "This account is locked for 15 minutes after five failed tries. Wait, or ask an admin for a sign-in link."
            : wrong,
      };
    }
    if (error instanceof FaultlineError) return { sentence: error.message };
    throw error;
  }
}

/** E-mail and password. The answer is the same for an unknown address and a wrong password. */
export async function signInAction(_: FormState, form: FormData): Promise<FormState> {
  const input = { email: String(form.get("email") ?? ""), password: String(form.get("password") ?? "") };
  return refusalOf(
    () => signIn("password", { ...input, redirectTo: HOME }),
    "That e-mail and password do not belong together. Five failed tries lock the account for 15 minutes.",
  );
}

/** Uses up a one-time link. Only a pressed button comes here, so that mail scanners cannot. */
export async function signInWithLinkAction(_: FormState, form: FormData): Promise<FormState> {
  return refusalOf(
    () => signIn("link", { token: String(form.get("token") ?? ""), redirectTo: HOME }),
    "This link is used up or too old. Ask an admin for a new one.",
  );
}

/** The first admin: makes the account from the set-up link, then signs in with it. */
export async function setupAction(_: FormState, form: FormData): Promise<FormState> {
  const input = Object.fromEntries(["token", "name", "email", "password"].map((k) => [k, String(form.get(k) ?? "")]));
  return refusalOf(async () => {
    const { email } = await completeSetup(input);
    await signIn("password", { email, password: input.password, redirectTo: HOME });
  }, "The account was made, but signing in did not work. Use the sign-in screen.");
}
