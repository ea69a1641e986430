import { dayTime } from "@/components/kit/time-words";
import type { Overview } from "@/lib/domain/views/risk-views";

/** `Tuesday 17 November`, in UTC like every stamp. */
export function longDay(at: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }).formatToParts(new Date(at));
  const word = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? "";
  return `${word("weekday")} ${word("day")} ${word("month")}`;
}

/** `+2.4`, `−56.1`, `±0`: one decimal, a real minus. */
export function signed(n: number): string {
  const rounded = Math.round(n * 10) / 10;
  if (rounded === 0) return "±0";
  return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toFixed(1)}`;
}

export type Step = Overview["movement"][number];

/** Steps of one day as one: several runs of a day are one bar, and its label stands once. */
export function stepsByDay(steps: readonly Step[]): Step[] {
  const days = new Map<string, Step>();
  for (const step of steps) {
    const label = dayTime(step.at);
    const day = days.get(label);
    if (!day) days.set(label, { ...step, label });
    else {
      day.opened += step.opened;
      day.proven += step.proven;
      day.closedNoProof += step.closedNoProof;
      day.running ||= step.running;
    }
  }
  return [...days.values()];
}

/** What the movement says in words: since when, how much of what closed was proven, and whether the last step is over. */
export function movementSentence(steps: readonly Step[]): string {
  const first = steps[0];
  if (!first) return "Nothing was ranked yet.";
  const proven = steps.reduce((n, s) => n + s.proven, 0);
  const closed = steps.reduce((n, s) => n + s.proven + s.closedNoProof, 0);
  const since = `Since ${dayTime(first.at)}`;
  const running = steps.some((s) => s.running) ? " The last step is still running." : "";
  if (closed === 0) return `${since} nothing was closed.${running}`;
  const share = Math.round((proven / closed) * 100);
  return `${since} ${closed.toLocaleString("en")} closed, ${share}% of them proven by a rescan.${running}`;
}
