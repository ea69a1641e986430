"use client";

import { ChevronDown } from "lucide-react";
import { Collapsible } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";

export type FacetOption = {
  value: string;
  label: ReactNode;
  /** In the list as the other facets leave it; null when it was not counted. */
  count: number | null;
};

export type FacetGroup = { id: string; label: string; options: readonly FacetOption[]; closed?: boolean };

type FacetsProps = {
  groups: readonly FacetGroup[];
  /** Chosen values by group id. */
  selected: Readonly<Record<string, readonly string[]>>;
  onChange: (groupId: string, values: string[]) => void;
  label?: string;
};

function Option({ option, checked, onToggle }: { option: FacetOption; checked: boolean; onToggle: () => void }) {
  const id = useId();
  return (
    <li className="flex h-6 items-center gap-2 max-sm:h-9">
      <Checkbox id={id} checked={checked} onCheckedChange={onToggle} />
      <label htmlFor={id} className="flex min-w-0 flex-1 items-center gap-1.5 self-stretch pl-0.5">
        <span className="min-w-0 flex-1 truncate">{option.label}</span>
        <span className="text-ink-3 text-meta">{option.count === null ? "–" : option.count.toLocaleString("en")}</span>
      </label>
    </li>
  );
}

/** Groups of checkboxes with what each would leave. */
export function Facets({ groups, selected, onChange, label = "Filters" }: FacetsProps) {
  return (
    <aside aria-label={label} className="flex flex-col">
      {groups.map((group) => {
        const chosen = selected[group.id] ?? [];
        return (
          <Collapsible.Root key={group.id} defaultOpen={!group.closed || chosen.length > 0} className="pb-2">
            <h2>
              <Collapsible.Trigger className="caps group flex h-7 w-full items-center justify-between">
                {group.label}
                <ChevronDown className="size-3.5 stroke-[1.5] group-data-[state=closed]:-rotate-90" aria-hidden />
              </Collapsible.Trigger>
            </h2>
            <Collapsible.Content>
              <ul>
                {group.options.map((option) => (
                  <Option
                    key={option.value}
                    option={option}
                    checked={chosen.includes(option.value)}
                    onToggle={() =>
                      onChange(
                        group.id,
                        chosen.includes(option.value)
                          ? chosen.filter((v) => v !== option.value)
                          : [...chosen, option.value],
                      )
                    }
                  />
                ))}
              </ul>
            </Collapsible.Content>
          </Collapsible.Root>
        );
      })}
    </aside>
  );
}
