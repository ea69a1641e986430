"use client";

import { Check, CircleDashed, Loader2, Upload as UploadIcon, X } from "lucide-react";
import Link from "next/link";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { showText } from "@/lib/domain/text";
import { byteWords } from "./run-words";
import { UPLOAD_LIMIT_BYTES } from "./upload-limit";
import type { Upload } from "./use-uploads";

const GLYPH = { waiting: CircleDashed, sending: Loader2, taken: Check, refused: X } as const;

function UploadRow({ upload }: { upload: Upload }) {
  const Glyph = GLYPH[upload.state];
  return (
    <li className="flex gap-2 border-hair border-b py-1.5">
      <Glyph
        className={cn("mt-[3px] size-3.5 shrink-0 stroke-[1.5]", upload.state === "sending" && "animate-turn")}
        aria-hidden
      />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={showText(upload.name)}>
          {showText(upload.name, 120)}
        </p>
        <p className="text-ink-2 text-meta wrap-anywhere">
          {upload.state === "refused" && "Refused. "}
          {showText(upload.sentence, 400)}{" "}
          {upload.runId !== null && (
            <Link href={`/sources/runs/${upload.runId}`} className="link">
              Open its run
            </Link>
          )}
        </p>
      </div>
    </li>
  );
}

type UploadPanelProps = {
  uploads: readonly Upload[];
  busy: boolean;
  onFiles: (files: File[]) => void;
  /** The one filled button of the view, or a plain one. */
  filled?: boolean;
};

/** A place to drop files, a button that does the same, and a sentence for each file that came. */
export function UploadPanel({ uploads, busy, onFiles, filled = false }: UploadPanelProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div className="flex flex-1 flex-col">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button below is the first */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cn(
          "flex min-h-[120px] flex-col items-center justify-center gap-1 rounded-md border border-mark-edge border-dashed px-4 py-6 text-center",
          over && "border-ink border-solid bg-wash",
        )}
      >
        <UploadIcon className="mb-1 size-4 stroke-[1.5]" aria-hidden />
        <p className="font-medium">Drop files here</p>
        <p className="text-ink-3 text-meta">up to {byteWords(UPLOAD_LIMIT_BYTES)} each, several at once</p>
      </div>
      <p className="mt-2 text-ink-3 text-meta">
        A bill of materials in CycloneDX JSON, or another scanner's report. Read as bytes, never run, sent nowhere; what
        is not known is refused with its reason.
      </p>
      <ul
        aria-live="polite"
        aria-label="Uploaded files"
        className={cn(uploads.length > 0 && "mt-3 border-hair border-t")}
      >
        {uploads.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        multiple
        className="sr-only"
        tabIndex={-1}
        aria-label="Files to upload"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <div className="mt-auto pt-4">
        <Button
          variant={filled ? "filled" : "plain"}
          size="lg"
          className="w-full"
          disabled={busy}
          onClick={() => input.current?.click()}
        >
          {busy ? "Sending" : "Choose files"}
        </Button>
      </div>
    </div>
  );
}
