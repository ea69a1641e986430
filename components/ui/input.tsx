import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      className={cn(
        "h-8 w-full min-w-0 rounded-md border border-mark-edge bg-page px-2.5 text-body text-ink max-sm:h-10 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-ink aria-invalid:border-2",
        className,
      )}
      {...rest}
    />
  );
}
