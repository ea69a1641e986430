import { absoluteTime, type Instant, readInstant, relativeTime, spanWords, stampTime } from "./time-words";

type RelativeTimeProps = {
  at: Instant;
  /** The as-of time of the page: the same on server and client, so that the words agree. */
  now: Instant;
  /** `span` leaves "ago" out, for columns whose head says it. */
  form?: "relative" | "span";
  className?: string;
};

/**
 * When something happened, in relative words with the absolute time in the title. What happened after `now` (people act
 * while the clock of a recorded estate stands still) is told by its date, never as if it were still to come.
 */
export function RelativeTime({ at, now, form = "relative", className }: RelativeTimeProps) {
  const date = readInstant(at);
  const ahead = date.getTime() - readInstant(now).getTime();
  const words = ahead > 0 ? stampTime(date, now) : form === "span" ? spanWords(ahead) : relativeTime(date, now);
  return (
    <time dateTime={date.toISOString()} title={absoluteTime(date)} className={className}>
      {words}
    </time>
  );
}
