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
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { splitAssetAction } from "../../../_sources/actions";
import { useAct } from "../../../_sources/use-act";

type Joined = AssetDetail["joined"][number];

/** Assets that were found to be this one, each with the reason, and the way back. */
export function JoinedList({ joined, mayDecide }: { joined: readonly Joined[]; mayDecide: boolean }) {
  const [asked, setAsked] = useState<Joined | null>(null);
  const { busy, act } = useAct();
  const split = () => {
    if (!asked) return;
    act(() => splitAssetAction(asked.id), "Taken apart. Their sources run again to say which relation is whose.");
    setAsked(null);
  };
  return (
    <ul className="flex flex-col gap-2">
      {joined.map((j) => (
        <li key={j.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <span className="mono min-w-0 break-all">{showText(j.key)}</span>
          <span className="text-ink-3 text-meta">
            {showText(j.why, 200)}
            {j.run === null ? "" : ` Since ${showText(j.run, 60)}.`}
          </span>
          {mayDecide && (
            <Button disabled={busy} onClick={() => setAsked(j)}>
              Take apart
            </Button>
          )}
        </li>
      ))}
      <Dialog open={asked !== null} onOpenChange={(open) => !open && setAsked(null)}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Take these two apart?</DialogTitle>
            <DialogDescription>
              {asked ? showText(asked.key, 120) : ""} becomes an asset of its own again, with what its sources say of
              it. Equal content joins the two no more; their history stays with both.
            </DialogDescription>
          </DialogHeader>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="filled" onClick={split}>
              Take apart
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </ul>
  );
}
