import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { setupNeeded } from "@/lib/services/auth/people";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { SetupForm } from "./setup-form";

export const metadata: Metadata = { title: "Set up" };

type SetupPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** First run: the printed link makes the first admin, once. */
export default async function SetupPage({ searchParams }: SetupPageProps) {
  const { token } = await searchParams;
  const given = typeof token === "string" && token.length > 0 && token.length <= 200 ? token : null;
  const needed = await setupNeeded((await ensureWorkspace()).id);
  if (!needed) {
    return (
      <>
        <h1 className="text-title">Faultline is set up</h1>
        <p className="mt-1 mb-6 text-ink-2">There is an admin already. Sign in, or ask them for a link.</p>
        <Button asChild variant="filled" className="self-start">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </>
    );
  }
  return (
    <>
      <h1 className="text-title">Set up Faultline</h1>
      <p className="mt-1 mb-6 text-ink-2">
        {given === null
          ? "Open the set-up link that Faultline printed when it started: it carries the key to this page."
          : "You become its first admin. Everyone else comes in by a link that you make."}
      </p>
      {given !== null && <SetupForm token={given} />}
    </>
  );
}
