"use client";

import { showToast } from "@/components/kit/toaster";
import { Segmented } from "@/components/ui/segmented";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { useWrite } from "../../../_parts/use-write";
import { WriteProblemNote } from "../../../_parts/write-problem";
import { triageFindingAction } from "../../actions";

type Word = RiskDetail["triage"];

const OPTIONS: readonly { value: Word; label: string }[] = [
  { value: "new", label: "Not judged" },
  { value: "confirmed", label: "Real" },
  { value: "false_positive", label: "Not real" },
];

/** A person's word on the finding. Saying "not real" takes it out of the queue with the next run, and can be undone. */
export function RiskTriage({ risk }: { risk: Pick<RiskDetail, "findingId" | "triage"> }) {
  const { pending, problem, write, clearProblem } = useWrite();
  const set = (triage: Word) => {
    if (pending || triage === risk.triage) return;
    const before = risk.triage;
    write(
      () => triageFindingAction({ findingId: risk.findingId, triage }),
      () =>
        showToast({
          title: "Judgement saved",
          description: "The queue follows with the next run.",
          undo: { onUndo: () => write(() => triageFindingAction({ findingId: risk.findingId, triage: before })) },
        }),
    );
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ink-3">Is it real?</p>
      <Segmented label="Is it real?" value={risk.triage} onValueChange={set} options={OPTIONS} className="w-fit" />
      <WriteProblemNote problem={problem} onReload={clearProblem} />
    </div>
  );
}
