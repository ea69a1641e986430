import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Kbd({ className, ...rest }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-block min-w-[18px] rounded-chip border border-hair bg-page px-1 text-center font-medium font-sans text-caps text-ink-3",
        className,
      )}
      {...rest}
    />
  );
}
