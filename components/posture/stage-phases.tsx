import { Check, Loader2, X } from "lucide-react";
import { Progress } from "@/components/kit/progress";
import { cn } from "@/components/ui/cn";
import { STAGE_LABEL, type StageProgress } from "@/lib/domain/run";
import { showText } from "@/lib/domain/text";

type StagePhasesProps = {
  stages: readonly StageProgress[];
  /** The file in hand, as it is named at its source. */
  inHand?: string | null;
  /** "+4 files new", "1 skipped: gated". */
  tallies?: readonly string[];
};

function Glyph({ state }: { state: StageProgress["state"] }) {
  switch (state) {
    case "done":
      return <Check className="size-3.5 stroke-[1.5]" aria-hidden />;
    case "failed":
      return <X className="size-3.5 stroke-[1.5]" aria-hidden />;
    case "running":
      return <Loader2 className="size-3.5 animate-turn stroke-[1.5] motion-reduce:animate-none" aria-hidden />;
    case "waiting":
      return <i aria-hidden className="block size-3.5 rounded-full border-[1.5px] border-mark-edge border-dotted" />;
  }
}

/** `61 of 94`, `61` while the whole is not known, `waiting`, `failed at 61`. */
function stageWords(stage: StageProgress): string {
  if (stage.state === "done" && stage.total === 0) return "nothing to do";
  const done = stage.done.toLocaleString("en");
  const count = stage.total === null ? done : `${done} of ${stage.total.toLocaleString("en")}`;
  if (stage.state === "waiting") return "waiting";
  return stage.state === "failed" ? `failed at ${count}` : count;
}

/** The phases of a run side by side with live counts; what changes is read out. */
export function StagePhases({ stages, inHand = null, tallies = [] }: StagePhasesProps) {
  const running = stages.find((s) => s.state === "running");
  return (
    <div>
      <ol className="grid grid-cols-[repeat(auto-fit,minmax(148px,1fr))] gap-x-4 gap-y-3">
        {stages.map((stage) => {
          const words = stageWords(stage);
          const waiting = stage.state === "waiting";
          return (
            <li key={stage.stage} className="min-w-0">
              <p className="flex items-center gap-1.5">
                <Glyph state={stage.state} />
                <span className={cn("truncate", waiting ? "text-ink-3" : "font-medium")}>
                  {STAGE_LABEL[stage.stage]}
                </span>
                <span className="ml-auto whitespace-nowrap text-ink-2">{words}</span>
              </p>
              <div className="mt-1.5 h-1">
                {waiting ? (
                  <div className="mt-0.5 border-mark-edge border-t border-dashed" />
                ) : (
                  <Progress done={stage.done} total={stage.total} label={`${STAGE_LABEL[stage.stage]}: ${words}`} />
                )}
              </div>
              {stage.note !== null && <p className="mt-1 truncate text-ink-3 text-meta">{showText(stage.note)}</p>}
            </li>
          );
        })}
      </ol>
      {(inHand !== null || tallies.length > 0) && (
        <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-meta">
          {inHand !== null && <span className="mono min-w-0 truncate text-code-sm">now: {showText(inHand)}</span>}
          <span className="flex flex-wrap gap-x-4 sm:ml-auto">
            {tallies.map((t) => (
              <span key={t}>{t}</span>
            ))}
          </span>
        </p>
      )}
      <p aria-live="polite" className="sr-only">
        {running ? `${STAGE_LABEL[running.stage]}: ${stageWords(running)}` : ""}
      </p>
    </div>
  );
}
