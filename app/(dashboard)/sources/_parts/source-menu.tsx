"use client";

import { Ellipsis, FileClock, RotateCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
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
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { type Role, roleAtLeast } from "@/lib/domain/access";
import { showText } from "@/lib/domain/text";
import type { SourceRow } from "@/lib/domain/views/work-views";
import { removeSourceAction, runSourceAction } from "../../_sources/actions";
import { isActive } from "../../_sources/run-words";
import { useAct } from "../../_sources/use-act";

/** Run now, open the last run, remove: removing asks first, since nothing brings the source back. */
export function SourceMenu({ source, role }: { source: SourceRow; role: Role }) {
  const router = useRouter();
  const [removing, setRemoving] = useState(false);
  const { busy, act } = useAct();
  const name = showText(source.name, 60);
  const runId = source.run?.id;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="quiet" size="icon" aria-label={`Actions for ${name}`} disabled={busy}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {/* What is fed from outside runs when it is pushed. */}
          {source.connector !== "push" && (
            <DropdownMenuItem
              disabled={isActive(source.run) || !roleAtLeast(role, "analyst")}
              onSelect={() => act(() => runSourceAction(source.id), `${name}: a run is queued.`)}
            >
              <RotateCw aria-hidden />
              Run now
            </DropdownMenuItem>
          )}
          {runId !== undefined && (
            <DropdownMenuItem onSelect={() => router.push(`/sources/runs/${runId}`)}>
              <FileClock aria-hidden />
              Open last run
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem disabled={!roleAtLeast(role, "admin")} onSelect={() => setRemoving(true)}>
            <Trash2 aria-hidden />
            Remove…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={removing} onOpenChange={setRemoving}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle className="wrap-anywhere">Remove {name}?</DialogTitle>
            <DialogDescription>
              One last run closes what only this source had seen: up to {source.assets.toLocaleString("en")}{" "}
              {source.assets === 1 ? "asset" : "assets"} and their findings, as gone, not as fixed. This cannot be taken
              back; connecting it again starts a new history.
            </DialogDescription>
          </DialogHeader>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Keep it</Button>
            </DialogClose>
            <Button
              variant="filled"
              disabled={busy}
              onClick={() =>
                act(
                  () => removeSourceAction(source.id),
                  `${name} is removed.`,
                  () => setRemoving(false),
                )
              }
            >
              Remove the source
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  );
}
