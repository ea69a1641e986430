import { Clock } from "lucide-react";
import Link from "next/link";
import { absoluteTime, type Instant, readInstant, stampTime } from "./time-words";

type AsOfProps = { at: Instant; now: Instant; stale?: { text: string; href: string } | null };

/** When the numbers on this page were true, and what is older than it should be. */
export function AsOf({ at, now, stale }: AsOfProps) {
  return (
    <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-ink-3 text-meta max-sm:text-caps">
      <Clock className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
      <time dateTime={readInstant(at).toISOString()} title={absoluteTime(at)} className="truncate">
        As of {stampTime(at, now)}
      </time>
      {stale && (
        <>
          <span aria-hidden>·</span>
          <Link href={stale.href} className="link py-1">
            {stale.text}
          </Link>
        </>
      )}
    </span>
  );
}
