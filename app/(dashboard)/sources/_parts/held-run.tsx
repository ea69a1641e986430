import Link from "next/link";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { RunRow } from "@/lib/domain/views/work-views";

/** A run that would close more than the guard allows: it waits, and its page says what for. */
export function HeldRun({ run }: { run: RunRow }) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-6 gap-y-2 border-mark-edge border-l-2 bg-wash px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">This run waits for a person.</p>
        <p className="text-ink-2 wrap-anywhere">
          {run.error !== null ? showText(run.error, 400) : "It would close more than one run may."}
        </p>
      </div>
      <Button asChild>
        <Link href={`/sources/runs/${run.id}`}>See what it would close</Link>
      </Button>
    </div>
  );
}
