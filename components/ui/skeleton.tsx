import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A grey bar the size of what will stand there. Hidden from assistive technology: the region says it is busy. */
export function Skeleton({ className, ...rest }: ComponentProps<"span">) {
  return (
    <span
      aria-hidden
      className={cn("block h-2.5 animate-dim rounded-[3px] bg-wash-2 motion-reduce:animate-none", className)}
      {...rest}
    />
  );
}
