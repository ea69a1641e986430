"use client";

import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  onValueChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode }[];
  className?: string;
};

/** One of a few: two to five words side by side. Always one chosen. */
export function Segmented<V extends string>({ label, value, onValueChange, options, className }: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((o) => o.value === next);
        if (chosen) onValueChange(chosen.value);
      }}
      className={cn("inline-flex h-7 rounded-md border border-hair bg-page p-px", className)}
    >
      {options.map((o) => (
        <ToggleGroup.Item
          key={o.value}
          value={o.value}
          className="flex h-6 items-center gap-1.5 rounded-chip px-2.5 text-ink-2 hover:text-ink data-[state=on]:bg-wash-2 data-[state=on]:font-medium data-[state=on]:text-ink [&_svg]:size-3.5"
        >
          {o.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
