import Link from "next/link";
import { TopBar } from "@/components/kit/top-bar";
import { Button } from "@/components/ui/button";

export default function RunNotFound() {
  return (
    <>
      <TopBar crumbs={[{ label: "Sources", href: "/sources" }, { label: "Run" }]} />
      <main id="main" className="flex flex-col items-start gap-3 px-6 py-6 max-sm:px-4">
        <h1 className="text-title">There is no such run</h1>
        <p className="text-ink-2">Its number may be mistyped, or it belongs to another workspace.</p>
        <Button asChild>
          <Link href="/sources">All sources</Link>
        </Button>
      </main>
    </>
  );
}
