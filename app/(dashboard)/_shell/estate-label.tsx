import { FlaskConical } from "lucide-react";
import { showText } from "@/lib/domain/text";

/** Says on every screen, and on paper, that the numbers are not a real company's. */
export function EstateLabel({ label }: { label: string }) {
  return (
    <aside
      aria-label="About these numbers"
      className="flex min-h-7 items-center gap-2 border-hair border-b bg-sunken px-6 py-1 text-ink-2 text-meta max-sm:px-4"
    >
      <FlaskConical className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
      <span className="min-w-0">{showText(label)}</span>
    </aside>
  );
}
