"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { showText } from "@/lib/domain/text";
import type { RunDetail } from "@/lib/domain/views/work-views";
import { discardRunAction, releaseRunAction } from "../../../../_sources/actions";
import { useAct } from "../../../../_sources/use-act";

type Choice = "release" | "discard";

const ASKED = {
  release: {
    title: "Let this run pass?",
    body: (assets: string) =>
      `It then closes ${assets} that it did not see. Their risks and tickets end as gone; a later run that sees them opens them again.`,
    button: "Let it pass",
    done: "Let pass. The run goes on.",
  },
  discard: {
    title: "Discard this run?",
    body: () =>
      "Nothing of it is applied: what it found new or changed is dropped too. Everything stays as the last run left it.",
    button: "Discard this run",
    done: "Discarded. Nothing was changed.",
  },
} as const;

/** The two ways out of a held run; each is asked once more, since neither can be taken back. */
export function HeldDecision({ run, gone, mayDecide }: { run: RunDetail; gone: number | null; mayDecide: boolean }) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const { busy, act } = useAct();
  const asked = choice === null ? null : ASKED[choice];
  const assets = gone === null ? "the assets" : gone === 1 ? "one asset" : `${gone.toLocaleString("en")} assets`;
  const decide = () => {
    if (choice === null) return;
    const write = choice === "release" ? releaseRunAction : discardRunAction;
    act(() => write(run.id), ASKED[choice].done);
    setChoice(null);
  };
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-mark-edge border-l-2 bg-wash px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">This run waits for a person.</p>
        <p className="text-ink-2 wrap-anywhere">
          {run.error !== null ? showText(run.error, 400) : "It would close more than one run may."}
        </p>
        <p className="text-ink-3 text-meta">
          More than 50 and more than a fifth of a scope: either much was really removed, or the source no longer shows
          all of it.
        </p>
      </div>
      {mayDecide ? (
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy} onClick={() => setChoice("discard")}>
            Discard this run
          </Button>
          <Button disabled={busy} onClick={() => setChoice("release")}>
            Let it pass
          </Button>
        </div>
      ) : (
        <p className="text-ink-3 text-meta">An analyst can let it pass or discard it.</p>
      )}
      <Dialog open={asked !== null} onOpenChange={(open) => !open && setChoice(null)}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>{asked?.title}</DialogTitle>
            <DialogDescription>{asked?.body(assets)} This cannot be taken back.</DialogDescription>
          </DialogHeader>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="filled" onClick={decide}>
              {asked?.button}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </div>
  );
}
