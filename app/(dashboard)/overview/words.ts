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

type Step = { opened: number; proven: number; closedNoProof: number; running: boolean };

/** What the movement says in words: how much of what closed was proven, and whether the last step is over. */
export function movementSentence(steps: readonly Step[]): string {
  const proven = steps.reduce((n, s) => n + s.proven, 0);
  const closed = steps.reduce((n, s) => n + s.proven + s.closedNoProof, 0);
  const running = steps.some((s) => s.running) ? " This week is still running." : "";
  const weeks = `${steps.length} ${steps.length === 1 ? "week" : "weeks"}`;
  if (closed === 0) return `Nothing was closed in ${weeks}.${running}`;
  const share = Math.round((proven / closed) * 100);
  return `${share}% of the ${closed} closed in ${weeks} were proven by a rescan.${running}`;
}
