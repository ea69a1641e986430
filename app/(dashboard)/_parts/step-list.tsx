import { showText } from "@/lib/domain/text";

type Step = { title: string; text: string };

const PROOF: Step = {
  title: "Prove it",
  text: "Faultline looks again at the same place and closes the ticket only if what was found is gone.",
};

/** Numbered steps; the last one is always the proof. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  const all = steps.at(-1)?.title === PROOF.title ? steps : [...steps, PROOF];
  return (
    <ol className="flex flex-col gap-3">
      {all.map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <li key={i} className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2.5">
          <span
            aria-hidden
            className="grid size-[18px] place-items-center rounded-full border border-mark-edge text-caps leading-none"
          >
            {i + 1}
          </span>
          <span className="min-w-0">
            <span className="block break-words font-medium">{showText(step.title)}</span>
            <span className="block break-words text-ink-2">{showText(step.text, 600)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
