import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentContext } from "@/app/session";
import { setupNeeded } from "@/lib/services/auth/people";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  if (await currentContext()) redirect("/overview");
  const nobodyYet = await setupNeeded((await ensureWorkspace()).id);
  return (
    <>
      <h1 className="text-title">Sign in</h1>
      <p className="mt-1 mb-6 text-ink-2">
        {nobodyYet
          ? "Nobody has an account here yet. Open the set-up link that Faultline printed when it started."
          : "What your AI is made of, where it can break, and whether the fix is real."}
      </p>
      <SignInForm />
      <p className="mt-6 text-ink-3 text-meta">
        No password, or forgotten? An admin can make a one-time link under Settings, or with{" "}
        <code className="mono">faultline user link</code>.
      </p>
    </>
  );
}
