import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const badgeVariants = cva(
  "inline-flex h-5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-chip border px-1.5 text-ink-2 text-meta",
  {
    variants: { variant: { outline: "border-hair bg-page", fill: "border-transparent bg-wash" } },
    defaultVariants: { variant: "fill" },
  },
);

export function Badge({ className, variant, ...rest }: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) {
  return <span className={cn(badgeVariants({ variant }), className)} {...rest} />;
}
