import Link from "next/link";
import { TopBar } from "@/components/kit/top-bar";
import { Button } from "@/components/ui/button";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

/** The sentence where a verb refused the asked moment itself; anything else is thrown on. */
export function pastRefusal(error: unknown): string {
  if (error instanceof FaultlineError && error.where === "/asOf") return error.message;
  throw error;
}

/** The asked moment cannot be shown: why, and the way back to now. */
export function PastRefused({ label, sentence, href }: { label: string; sentence: string; href: string }) {
  return (
    <>
      <TopBar crumbs={[{ label }]} />
      <main
        id="main"
        tabIndex={-1}
        className="flex max-w-[60ch] flex-col items-start gap-2 px-6 py-10 outline-none max-sm:px-4"
      >
        <h1 className="font-semibold text-title">That moment cannot be shown</h1>
        <p className="text-ink-2 wrap-anywhere">{showText(sentence, 400)}</p>
        <Button asChild className="mt-2">
          <Link href={href}>Show it as it is now</Link>
        </Button>
      </main>
    </>
  );
}
