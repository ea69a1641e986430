import Link from "next/link";
import { Button } from "@/components/ui/button";
import { FaultlineError } from "@/lib/domain/errors";

/** Whether a verb refused because there is no such row here; a broken id is the same to a reader. */
export function isNotFound(error: unknown): boolean {
  return error instanceof FaultlineError && (error.code === "not_found" || error.code === "invalid_input");
}

type NotFoundPageProps = { heading: string; body: string; href: string; label: string };

/** An address that leads nowhere (any more): why that can be, and the list it belongs to. */
export function NotFoundPage({ heading, body, href, label }: NotFoundPageProps) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="flex max-w-[52ch] flex-col items-start gap-2 px-6 py-10 outline-none max-sm:px-4"
    >
      <h1 className="font-semibold text-title">{heading}</h1>
      <p className="text-ink-2">{body}</p>
      <Button asChild className="mt-2">
        <Link href={href}>{label}</Link>
      </Button>
    </main>
  );
}
