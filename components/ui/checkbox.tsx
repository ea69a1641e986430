"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as CheckboxPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A 14 px box in a 24 px target. */
export function Checkbox({ className, ...rest }: ComponentProps<typeof CheckboxPrimitive.Root>) {
  return (
    <CheckboxPrimitive.Root
      className={cn("group -m-[5px] grid size-6 shrink-0 place-items-center disabled:opacity-50", className)}
      {...rest}
    >
      <span className="grid size-3.5 place-items-center rounded-[3px] border border-mark-edge bg-page group-data-[state=checked]:border-ink group-data-[state=checked]:bg-ink group-data-[state=indeterminate]:border-ink group-data-[state=indeterminate]:bg-ink">
        <CheckboxPrimitive.Indicator className="text-on-ink">
          <Check className="hidden size-3 stroke-[2.5] group-data-[state=checked]:block" aria-hidden />
          <Minus className="hidden size-3 stroke-[2.5] group-data-[state=indeterminate]:block" aria-hidden />
        </CheckboxPrimitive.Indicator>
      </span>
    </CheckboxPrimitive.Root>
  );
}
