import type { ReactNode } from "react";
import { MarkSvg } from "@/components/kit/mark-svg";
import { cn } from "@/components/ui/cn";
import { TICKET_STATE_LABEL, type TicketState } from "@/lib/domain/ticket";
import type { MarkWord } from "./severity-mark";

const RING = <circle cx="8" cy="8" r="6" />;
const QUIET_RING = <circle cx="8" cy="8" r="6" className="stroke-mark-edge" />;

/** Ink only. Claimed is broken, verifying turns, and only what is proven is solid. */
const GLYPH: Record<TicketState, ReactNode> = {
  open: QUIET_RING,
  assigned: (
    <>
      {RING}
      <path d="M8 8V4.5A3.5 3.5 0 0 1 11.5 8Z" className="fill-ink" stroke="none" />
    </>
  ),
  in_progress: (
    <>
      {RING}
      <path d="M8 4.5a3.5 3.5 0 0 1 0 7Z" className="fill-ink" stroke="none" />
    </>
  ),
  fix_claimed: (
    <>
      <circle cx="8" cy="8" r="6" strokeDasharray="2.5 2.21" />
      <path d="m5.5 8.1 1.8 1.8 3.2-3.6" />
    </>
  ),
  verifying: (
    <>
      <circle cx="8" cy="8" r="6" className="stroke-rule" />
      <path
        d="M8 2a6 6 0 1 1-5.2 3"
        className="origin-center animate-turn [transform-box:view-box] motion-reduce:animate-none"
      />
      <circle cx="8" cy="8" r="2" className="fill-ink" stroke="none" />
    </>
  ),
  proven_fixed: (
    <>
      <circle cx="8" cy="8" r="7" className="fill-ink" stroke="none" />
      <path d="m5 8.1 2.1 2.1 3.9-4.4" className="stroke-page" strokeWidth="1.8" />
    </>
  ),
  reopened: <path d="M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.6v3.2h3.2" />,
  accepted: (
    <>
      {QUIET_RING}
      <path d="M6.4 5.6v4.8M9.6 5.6v4.8" />
    </>
  ),
  gone: (
    <>
      <circle cx="8" cy="8" r="6" strokeDasharray="1 2.14" className="stroke-mark-edge" />
      <path d="M5.5 8h5" className="stroke-mark-edge" />
    </>
  ),
};

/** What the words say beyond the state's label. */
const WORDS: Record<TicketState, string> = { ...TICKET_STATE_LABEL, gone: "Gone, not proven" };

type TicketStatusProps = {
  state: TicketState;
  word?: MarkWord;
  /** Instead of the state's own words: "Re-opened, still there". */
  children?: ReactNode;
  className?: string;
};

/** What Faultline sees of a fix. */
export function TicketStatus({ state, word = "beside", children, className }: TicketStatusProps) {
  const label = WORDS[state];
  const glyph = (
    <MarkSvg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      strokeWidth="1.5"
      className="stroke-ink"
      label={word === "name" ? label : undefined}
    >
      {GLYPH[state]}
    </MarkSvg>
  );
  if (word !== "beside") return glyph;
  const strong = state === "proven_fixed" || state === "reopened";
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-1.5", className)}>
      {glyph}
      <span className={cn("truncate", strong && "font-medium")}>{children ?? label}</span>
    </span>
  );
}
