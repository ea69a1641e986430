"use client";

import { X } from "lucide-react";
import { Dialog as SheetPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { Button } from "./button";
import { cn } from "./cn";

export const Sheet = SheetPrimitive.Root;
export const SheetTrigger = SheetPrimitive.Trigger;
export const SheetClose = SheetPrimitive.Close;
export const SheetTitle = SheetPrimitive.Title;
export const SheetDescription = SheetPrimitive.Description;

type SheetContentProps = ComponentProps<typeof SheetPrimitive.Content> & { side?: "right" | "bottom" };

export function SheetContent({ className, children, side = "right", ...rest }: SheetContentProps) {
  return (
    <SheetPrimitive.Portal>
      <SheetPrimitive.Overlay className="fixed inset-0 z-40 bg-scrim" />
      <SheetPrimitive.Content
        className={cn(
          "fixed z-50 overflow-y-auto bg-overlay p-5 shadow-lift outline-none",
          side === "right" ? "inset-y-0 right-0 w-[400px] max-w-[100vw]" : "inset-x-0 bottom-0 max-h-[85vh]",
          className,
        )}
        {...rest}
      >
        {children}
        <SheetPrimitive.Close asChild>
          <Button variant="quiet" size="icon" className="absolute top-3 right-3" aria-label="Close">
            <X aria-hidden />
          </Button>
        </SheetPrimitive.Close>
      </SheetPrimitive.Content>
    </SheetPrimitive.Portal>
  );
}
