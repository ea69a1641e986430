import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

type MarkSvgProps = Omit<ComponentProps<"svg">, "role" | "aria-label" | "aria-hidden"> & {
  /** Its accessible name; undefined where the word stands beside it and the drawing is decoration. */
  label: string | undefined;
};

/** The one way a mark is drawn: named once for those who do not see it, or not at all. */
export function MarkSvg({ label, className, children, ...rest }: MarkSvgProps) {
  const classes = cn("shrink-0", className);
  if (label === undefined) {
    return (
      <svg {...rest} className={classes} aria-hidden="true">
        {children}
      </svg>
    );
  }
  return (
    <svg {...rest} className={classes} role="img" aria-label={label}>
      <title>{label}</title>
      {children}
    </svg>
  );
}
