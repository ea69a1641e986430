import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(
        "min-h-20 w-full rounded-md border border-mark-edge bg-page px-2.5 py-1.5 text-body text-ink disabled:bg-sunken aria-invalid:border-ink aria-invalid:border-2",
        className,
      )}
      {...rest}
    />
  );
}
