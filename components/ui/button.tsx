import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonVariants = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium text-body transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 [&_svg]:shrink-0 [&_svg:not([class*='size-'])]:size-3.5 [&_svg]:stroke-[1.5]",
  {
    variants: {
      variant: {
        /** The one step to take in this view. */
        filled: "border-ink bg-ink text-on-ink hover:bg-ink-2 hover:border-ink-2",
        plain: "border-rule bg-page text-ink hover:bg-wash",
        quiet: "border-transparent bg-transparent text-ink-2 hover:bg-wash hover:text-ink",
      },
      size: {
        md: "h-7 px-2.5 max-sm:h-10",
        lg: "h-8 px-3 max-sm:h-10",
        icon: "size-7 p-0 max-sm:size-10",
        "icon-sm": "size-6 p-0",
      },
    },
    defaultVariants: { variant: "plain", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonVariants> & { asChild?: boolean };

/** A filled button is 32 px unless a size is given; one of them per view. */
export function Button({ className, variant, size, asChild = false, type, ...rest }: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size: size ?? (variant === "filled" ? "lg" : "md") }), className);
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  return <button type={type ?? "button"} className={classes} {...rest} />;
}
