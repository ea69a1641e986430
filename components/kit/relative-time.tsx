import { absoluteTime, type Instant, readInstant, relativeTime, spanWords } from "./time-words";

type RelativeTimeProps = {
  at: Instant;
  /** The as-of time of the page: the same on server and client, so that the words agree. */
  now: Instant;
  /** `span` leaves "ago" out, for columns whose head says it. */
  form?: "relative" | "span";
  className?: string;
};

/** Relative words, the absolute time in the title. */
export function RelativeTime({ at, now, form = "relative", className }: RelativeTimeProps) {
  const date = readInstant(at);
  const words = form === "span" ? spanWords(date.getTime() - readInstant(now).getTime()) : relativeTime(date, now);
  return (
    <time dateTime={date.toISOString()} title={absoluteTime(date)} className={className}>
      {words}
    </time>
  );
}
