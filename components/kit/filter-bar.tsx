"use client";

import { ListFilter, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "./shortcuts";

export type FilterChip = { id: string; label: string; value: string; strong?: boolean };

/** A filter that stands, and the cross that takes it away. */
export function Chip({ chip, onRemove }: { chip: FilterChip; onRemove: (id: string) => void }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-chip border bg-page pl-1.5 text-meta",
        chip.strong ? "border-ink" : "border-hair",
      )}
    >
      {chip.label !== "" && <span className="text-ink-3">{chip.label}</span>}
      {chip.value}
      <button
        type="button"
        aria-label={`Remove filter ${chip.label} ${chip.value}`}
        onClick={() => onRemove(chip.id)}
        className="grid size-6 place-items-center text-ink-3 hover:text-ink"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}

type FilterBarProps = {
  chips: readonly FilterChip[];
  onRemove: (id: string) => void;
  text: string;
  onTextChange: (text: string) => void;
  placeholder: string;
  /** Right of the field: grouping, order, export. */
  children?: ReactNode;
};

/** Standing filters and a text field in one frame; `/` puts the caret there. */
export function FilterBar({ chips, onRemove, text, onTextChange, placeholder, children }: FilterBarProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", "Filter", () => input.current?.focus(), { group: "Lists" });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-h-8 min-w-0 max-w-[560px] flex-1 flex-wrap items-center gap-1.5 rounded-md border border-mark-edge bg-page py-0.5 pr-1.5 pl-2 focus-within:outline-2 focus-within:outline-ink focus-within:outline-offset-2">
        <ListFilter className="size-3.5 shrink-0 stroke-[1.5] text-ink-3" aria-hidden />
        {chips.map((chip) => (
          <Chip key={chip.id} chip={chip} onRemove={onRemove} />
        ))}
        <input
          ref={input}
          type="search"
          value={text}
          aria-label={placeholder}
          placeholder={placeholder}
          onChange={(e) => onTextChange(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === "Escape") e.currentTarget.blur();
          }}
          className="h-6 min-w-24 flex-1 bg-transparent outline-none max-sm:h-9 [&::-webkit-search-cancel-button]:hidden"
        />
        <Kbd aria-hidden className="max-sm:hidden">
          /
        </Kbd>
      </div>
      {children !== undefined && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </div>
  );
}
