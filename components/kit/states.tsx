"use client";

import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Chip, type FilterChip } from "./filter-bar";
import { Hatch } from "./hatch";

type FrameProps = { title: ReactNode; body?: ReactNode; children?: ReactNode; className?: string };

function Frame({ title, body, children, className }: FrameProps) {
  return (
    <div className={cn("flex max-w-[52ch] flex-col items-start gap-1 py-4", className)}>
      <p className="font-medium">{title}</p>
      {body !== undefined && <div className="text-ink-2">{body}</div>}
      {children !== undefined && <div className="mt-2 flex flex-col items-start gap-2">{children}</div>}
    </div>
  );
}

/** Nothing here yet (unconnected, never run, or truly none): what this is, why it is empty, one action. */
export function Empty({ title, body, action, className }: FrameProps & { action?: ReactNode }) {
  return (
    <Frame title={title} body={body} className={className}>
      {action}
    </Frame>
  );
}

type FilteredEmptyProps = {
  title?: ReactNode;
  /** What dropping a filter would give: "Without “Overdue” there are 6." */
  body?: ReactNode;
  chips: readonly FilterChip[];
  onRemove: (id: string) => void;
  onClear: () => void;
};

/** The filters leave nothing: the filters, and the way out. */
export function FilteredEmpty({
  title = "Nothing matches these filters.",
  body,
  chips,
  onRemove,
  onClear,
}: FilteredEmptyProps) {
  return (
    <Frame title={title} body={body}>
      <div className="flex flex-wrap gap-1.5">
        {chips.map((chip) => (
          <Chip key={chip.id} chip={chip} onRemove={onRemove} />
        ))}
      </div>
      <Button onClick={onClear}>Clear filters</Button>
    </Frame>
  );
}

type ErrorStateProps = {
  /** What failed. */
  title: ReactNode;
  /** What still works. */
  body?: ReactNode;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
};

/** What failed, what still works, a way to try again and the request to name. */
export function ErrorState({ title, body, requestId, onRetry }: ErrorStateProps) {
  return (
    <div role="alert">
      <Frame title={title} body={body}>
        {onRetry && (
          <Button onClick={onRetry}>
            <RotateCcw aria-hidden />
            Try again
          </Button>
        )}
        {requestId !== undefined && <p className="mono text-code-sm text-ink-3">request {requestId}</p>}
      </Frame>
    </div>
  );
}

type BannerProps = { children: ReactNode; action?: ReactNode; className?: string };

/** Some of it could not be read; what was read stays below. Counts there are "at least". */
export function PartialBanner({ children, action, className }: BannerProps) {
  return (
    <div
      role="status"
      className={cn("flex flex-wrap items-start gap-x-2 gap-y-1 border-hair border-b py-2.5", className)}
    >
      <Hatch className="mt-[3px]" />
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </div>
  );
}

/** All of it is older than it should be. */
export function StaleBanner({ children, action, className }: BannerProps) {
  return (
    <div
      role="status"
      className={cn(
        "flex flex-wrap items-center gap-x-2 gap-y-1 border-mark-edge border-l-2 bg-wash px-3 py-2",
        className,
      )}
    >
      <p className="min-w-0 flex-1">{children}</p>
      {action}
    </div>
  );
}

/**
 * Shows its children only after a while (200 ms), so that a quick answer does not flash. In CSS, since a screen that is
 * still on its way from the server has no script running yet.
 */
export function Delayed({ children, afterMs = 200 }: { children: ReactNode; afterMs?: number }) {
  return (
    <div className="animate-late" style={{ animationDelay: `${afterMs}ms` }}>
      {children}
    </div>
  );
}

/** A region that waits: busy for assistive technology, drawn after 200 ms, in the real geometry. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section aria-busy="true" aria-label={label}>
      <Delayed>{children}</Delayed>
    </section>
  );
}
