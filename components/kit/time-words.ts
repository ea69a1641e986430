const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

export type Instant = string | number | Date;

function pad(n: number): string {
  return String(n).padStart(2, "0");
}

function dayWords(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
}

/** `17 Nov 2026, 09:40 UTC`; an unreadable instant throws a RangeError naming it. */
export function absoluteTime(at: Instant): string {
  const date = readInstant(at);
  return `${dayWords(date)} ${date.getUTCFullYear()}, ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())} UTC`;
}

/** `17 Nov, 09:40 UTC` inside the year of `now`, else with the year: the form of the as-of stamp. */
export function stampTime(at: Instant, now: Instant): string {
  const date = readInstant(at);
  const year = date.getUTCFullYear() === readInstant(now).getUTCFullYear() ? "" : ` ${date.getUTCFullYear()}`;
  return `${dayWords(date)}${year}, ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())} UTC`;
}

/** `Tue 17 Nov`. */
export function dayTime(at: Instant): string {
  const date = readInstant(at);
  return `${WEEKDAYS[date.getUTCDay()] ?? ""} ${dayWords(date)}`;
}

/** Distance in one unit, rounded down: `now`, `22 min`, `2 h`, `3 d`. Under a minute is `now`. */
export function spanWords(spanMs: number): string {
  const size = Math.abs(spanMs);
  if (size < MINUTE_MS) return "now";
  if (size < HOUR_MS) return `${Math.floor(size / MINUTE_MS)} min`;
  if (size < DAY_MS) return `${Math.floor(size / HOUR_MS)} h`;
  return `${Math.floor(size / DAY_MS)} d`;
}

/**
 * `now`, `22 min ago`, `in 3 min`; from a week on the date itself, since "31 d ago" helps nobody. More than a day ahead
 * it is the date too: under a recorded clock what people do happens "later" than the page's own time.
 */
export function relativeTime(at: Instant, now: Instant): string {
  const date = readInstant(at);
  const today = readInstant(now);
  const spanMs = date.getTime() - today.getTime();
  if (Math.abs(spanMs) < MINUTE_MS) return "now";
  if (spanMs > DAY_MS || spanMs <= -7 * DAY_MS) {
    const sameYear = date.getUTCFullYear() === today.getUTCFullYear();
    return sameYear ? dayWords(date) : `${dayWords(date)} ${date.getUTCFullYear()}`;
  }
  return spanMs < 0 ? `${spanWords(spanMs)} ago` : `in ${spanWords(spanMs)}`;
}

/** The instant as a Date; RangeError with the value when it is none. */
export function readInstant(at: Instant): Date {
  const date = at instanceof Date ? at : new Date(at);
  if (Number.isNaN(date.getTime())) throw new RangeError(`Not a time: ${String(at)}`);
  return date;
}
