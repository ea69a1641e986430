"use client";

import { CopyButton } from "@/components/kit/copy-button";
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

export type MadeLink = { name: string; token: string };

/** Shows a one-time link once: only its digest is kept, so closing this is the end of it. */
export function LinkDialog({ link, onClose }: { link: MadeLink | null; onClose: () => void }) {
  const url = link ? `${window.location.origin}/sign-in/link?token=${encodeURIComponent(link.token)}` : "";
  return (
    <Dialog open={link !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader className="mb-4">
          <DialogTitle className="wrap-anywhere">Sign-in link for {showText(link?.name ?? "", 80)}</DialogTitle>
          <DialogDescription>
            Works once, within 12 hours, for this person alone. It is shown now and never again.
          </DialogDescription>
        </DialogHeader>
        <div className="flex items-center gap-2 rounded-md border border-rule bg-margin py-1.5 pr-1.5 pl-3">
          <code className="mono min-w-0 flex-1 break-all">{url}</code>
          <CopyButton text={url} label="Copy the sign-in link" />
        </div>
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="filled">Done</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
