"use client";

import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { UploadPanel } from "../../_sources/upload-panel";
import { useUploads } from "../../_sources/use-uploads";

/** Upload from anywhere on the sources screen; results stay until it is closed. */
export function UploadDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { uploads, busy, send } = useUploads();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader className="mb-4">
          <DialogTitle>Upload a file</DialogTitle>
          <DialogDescription>Each file becomes a source of its own, with its own run and history.</DialogDescription>
        </DialogHeader>
        <UploadPanel uploads={uploads} busy={busy} onFiles={send} filled />
      </DialogContent>
    </Dialog>
  );
}
