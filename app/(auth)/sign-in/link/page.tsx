import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { LinkForm } from "./link-form";

export const metadata: Metadata = { title: "Sign in with a link" };

type LinkPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** Opening the page uses nothing up: mail scanners open links too. The button does. */
export default async function LinkPage({ searchParams }: LinkPageProps) {
  const { token } = await searchParams;
  const given = typeof token === "string" && token.length > 0 && token.length <= 200 ? token : null;
  return (
    <>
      <h1 className="text-title">Sign in with a link</h1>
      <p className="mt-1 mb-6 text-ink-2">
        {given === null
          ? "This address carries no link. Copy it whole, or ask an admin for a new one."
          : "The link works once. Press the button to use it in this browser."}
      </p>
      {given !== null && <LinkForm token={given} />}
      <Button asChild variant="quiet" className="mt-3 self-start">
        <Link href="/sign-in">Sign in with a password instead</Link>
      </Button>
    </>
  );
}
