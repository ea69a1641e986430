import { Check, CircleDashed, CirclePause, CircleSlash, Hourglass, Loader2, Lock, Unplug } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { showText } from "@/lib/domain/text";
import type { SourceRow } from "@/lib/domain/views/work-views";

const ICON = {
  never_run: CircleDashed,
  running: Loader2,
  healthy: Check,
  partial: CircleSlash,
  denied: Lock,
  failed: Unplug,
  stale: Hourglass,
  held: CirclePause,
} as const satisfies Record<SourceRow["state"], typeof Check>;

/** How the newest answer stands: glyph and word, all ink. */
export function SourceState({ state, words }: { state: SourceRow["state"]; words: string }) {
  const Icon = ICON[state];
  const strong = state === "held" || state === "failed" || state === "stale";
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Icon
        className={cn(
          "size-3.5 shrink-0 stroke-[1.5]",
          state === "running" && "animate-turn motion-reduce:animate-none",
        )}
        aria-hidden
      />
      <span className={cn("truncate", strong && "font-medium")}>{showText(words, 40)}</span>
    </span>
  );
}
