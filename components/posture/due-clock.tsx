import { MarkSvg } from "@/components/kit/mark-svg";
import { absoluteTime, type Instant, readInstant } from "@/components/kit/time-words";
import { cn } from "@/components/ui/cn";
import { pieSlice, readDue } from "./due-words";

type DueClockProps = {
  /** null: nothing sets a date. */
  dueAt: Instant | null;
  /** Where the pie starts to fill. */
  openedAt?: Instant | null;
  now: Instant;
  /** Only the glyph, its words in the accessible name. */
  bare?: boolean;
  className?: string;
};

/** A pie that fills as time is used up; overdue is solid, with a hand and the words in medium weight. */
export function DueClock({ dueAt, openedAt = null, now, bare = false, className }: DueClockProps) {
  if (dueAt === null) return <span className={cn("text-ink-3", className)}>No due date</span>;
  const due = readDue(
    readInstant(dueAt).getTime(),
    openedAt === null ? null : readInstant(openedAt).getTime(),
    readInstant(now).getTime(),
  );
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}
      title={`Due ${absoluteTime(dueAt)}`}
    >
      <MarkSvg width="14" height="14" viewBox="0 0 14 14" label={bare ? due.words : undefined}>
        {due.overdue ? (
          <>
            <circle cx="7" cy="7" r="6" className="fill-high" />
            <path d="M7 3.5V7l2.3 1.7" fill="none" strokeWidth="1.4" className="stroke-page" />
          </>
        ) : (
          <>
            <circle cx="7" cy="7" r="5.75" fill="none" strokeWidth="1.2" className="stroke-mark-edge" />
            <path d={pieSlice(due.used, 7, 7, 4)} className="fill-ink-2" />
          </>
        )}
      </MarkSvg>
      {!bare && <span className={cn(due.overdue && "font-medium")}>{due.words}</span>}
    </span>
  );
}
