import type { Band } from "@/lib/domain/severity";
import type { Age } from "./factors";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days to fix by band; nothing is due for Info. */
const SLA_DAYS: Record<Band, number | null> = { Critical: 7, High: 30, Medium: 90, Low: 180, Info: null };
/** Known exploited or confirmed malicious: three days, with a check for compromise. */
const URGENT_DAYS = 3;

/** Time to fix in milliseconds, or null where none is set. An unexploited CVE outside KEV has its band's. */
export function slaMs(band: Band, exploitedOrConfirmedMalicious: boolean): number | null {
  const days = exploitedOrConfirmedMalicious ? URGENT_DAYS : SLA_DAYS[band];
  return days === null ? null : days * DAY_MS;
}

/**
 * When the finding is due, or null where nothing is. `firstInClassAt` is the first moment it stood in its present
 * class or a worse one; take the class from `slaBand`, which leaves age out, else lateness would restart the clock.
 */
export function slaDue(band: Band, exploitedOrConfirmedMalicious: boolean, firstInClassAt: Date): Date | null {
  const term = slaMs(band, exploitedOrConfirmedMalicious);
  return term === null ? null : new Date(firstInClassAt.getTime() + term);
}

/** The word of factor a: overdue once `due` has passed, overdue_2x once another full term has. */
export function ageFactor(due: Date | null, now: Date, termMs: number | null): Age {
  if (due === null || termMs === null) return "in_sla";
  const lateMs = now.getTime() - due.getTime();
  if (lateMs <= 0) return "in_sla";
  return lateMs <= termMs ? "overdue" : "overdue_2x";
}
