"use client";

import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { RunRow } from "@/lib/domain/views/work-views";
import { releaseRunAction } from "../../_sources/actions";
import { useAct } from "../../_sources/use-act";

/** A run that would close more than the guard allows: what it would close, and the hand that lets it pass. */
export function HeldRun({ run, mayRelease }: { run: RunRow; mayRelease: boolean }) {
  const { busy, act } = useAct();
  const { assetsGone, findingsClosed } = run.stats;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-6 gap-y-2 border-mark-edge border-l-2 bg-wash px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">This run waits for a person.</p>
        <p className="text-ink-2 wrap-anywhere">
          {run.error !== null ? showText(run.error, 400) : "It would close more than one run may."}
        </p>
        {(assetsGone > 0 || findingsClosed > 0) && (
          <p className="text-ink-3 text-meta">
            Released, it closes {assetsGone.toLocaleString("en")} assets and {findingsClosed.toLocaleString("en")}{" "}
            findings.
          </p>
        )}
      </div>
      {mayRelease ? (
        <Button disabled={busy} onClick={() => act(() => releaseRunAction(run.id), "Released. The run goes on.")}>
          Release the run
        </Button>
      ) : (
        <p className="text-ink-3 text-meta">An analyst can release it.</p>
      )}
    </div>
  );
}
