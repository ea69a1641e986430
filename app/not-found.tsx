import Link from "next/link";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  return (
    <main id="main" className="mx-auto flex min-h-screen max-w-[400px] flex-col items-start justify-center gap-3 px-6">
      <p className="caps">Not on this sheet</p>
      <h1 className="text-title">There is nothing at this address</h1>
      <p className="text-ink-2">It may be mistyped, or what it named was removed.</p>
      <Button asChild variant="filled">
        <Link href="/overview">Go to the overview</Link>
      </Button>
    </main>
  );
}
