const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export type Due = {
  words: string;
  overdue: boolean;
  /** How much of the time is used up, 0 to 1. */
  used: number;
};

/**
 * Reads a due date against the page's time. `openedAt` null: how much is used up is not known, and counts as 0.
 * Under a day the words are in hours. All times in ms since 1970.
 */
export function readDue(dueMs: number, openedMs: number | null, nowMs: number): Due {
  const leftMs = dueMs - nowMs;
  const size = Math.abs(leftMs);
  const span = size < DAY_MS ? `${Math.max(1, Math.floor(size / HOUR_MS))} h` : `${Math.floor(size / DAY_MS)} d`;
  if (leftMs < 0) return { words: `${span} overdue`, overdue: true, used: 1 };
  const whole = openedMs === null ? 0 : dueMs - openedMs;
  const used = whole > 0 ? Math.min(1, Math.max(0, 1 - leftMs / whole)) : 0;
  return { words: `${span} left`, overdue: false, used };
}

/** SVG path of a pie slice from twelve o'clock, clockwise, `share` 0 to 1 of the circle; empty at 0. */
export function pieSlice(share: number, cx: number, cy: number, r: number): string {
  if (share <= 0) return "";
  const part = Math.min(share, 0.9999);
  const angle = part * 2 * Math.PI;
  const x = (cx + r * Math.sin(angle)).toFixed(2);
  const y = (cy - r * Math.cos(angle)).toFixed(2);
  return `M${cx} ${cy}V${cy - r}A${r} ${r} 0 ${part > 0.5 ? 1 : 0} 1 ${x} ${y}Z`;
}
