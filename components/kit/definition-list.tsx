import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Hatch } from "./hatch";

export type Definition = {
  term: string;
  /** null: not known, drawn hatched. */
  value: ReactNode | null;
  /** What to say instead of "Not known". */
  unknown?: string;
};

type DefinitionListProps = { items: readonly Definition[]; termWidth?: number; className?: string };

/** Terms left, values right. */
export function DefinitionList({ items, termWidth = 88, className }: DefinitionListProps) {
  return (
    <dl
      className={cn("grid gap-x-3 gap-y-2", className)}
      style={{ gridTemplateColumns: `${termWidth}px minmax(0, 1fr)` }}
    >
      {items.map((item) => (
        <div key={item.term} className="contents">
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="min-w-0">
            {item.value === null ? (
              <span className="inline-flex items-center gap-1.5 text-ink-3">
                <Hatch size={12} />
                {item.unknown ?? "Not known"}
              </span>
            ) : (
              item.value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
