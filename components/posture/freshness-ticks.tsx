import { cn } from "@/components/ui/cn";

/** How a run of a source ended; `none` where there has been no run yet. */
export type RunOutcome = "complete" | "partial" | "denied" | "failed" | "none";

const LOOK: Record<RunOutcome, string> = {
  complete: "bg-ink-55",
  partial: "border border-mark-edge",
  denied: "border border-mark-edge",
  failed: "hatch border border-mark-edge",
  none: "self-end h-1! bg-hair",
};

const WORD: Record<RunOutcome, string> = {
  complete: "complete",
  partial: "partial",
  denied: "part denied",
  failed: "no answer",
  none: "not run",
};

/** `9 complete, 5 part denied`. */
export function outcomeWords(outcomes: readonly RunOutcome[]): string {
  const counts = new Map<string, number>();
  for (const o of outcomes) if (o !== "none") counts.set(WORD[o], (counts.get(WORD[o]) ?? 0) + 1);
  if (counts.size === 0) return "no run yet";
  return [...counts].map(([word, n]) => `${n} ${word}`).join(", ");
}

type FreshnessTicksProps = {
  /** Oldest first; the last `length` are drawn, and missing ones in front are drawn as not run. */
  outcomes: readonly RunOutcome[];
  length?: number;
};

/** The last runs: filled complete, outlined part denied, hatched no answer. */
export function FreshnessTicks({ outcomes, length = 14 }: FreshnessTicksProps) {
  const shown = outcomes.slice(-length);
  const padded: RunOutcome[] = [...Array.from({ length: length - shown.length }, () => "none" as const), ...shown];
  const label = `Last ${shown.length} runs: ${outcomeWords(shown)}`;
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex h-3.5 gap-0.5">
      {padded.map((o, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tick is its place
        <i key={i} className={cn("block h-3.5 w-[5px] rounded-[1px]", LOOK[o])} />
      ))}
    </span>
  );
}

/** What the three fills mean. */
export function FreshnessKey() {
  return (
    <ul className="flex flex-wrap gap-x-4 text-ink-3 text-meta">
      {(["complete", "denied", "failed"] as const).map((o) => (
        <li key={o} className="flex items-center gap-1.5">
          <i aria-hidden className={cn("block h-3.5 w-[5px] rounded-[1px]", LOOK[o])} />
          {WORD[o]}
        </li>
      ))}
    </ul>
  );
}
