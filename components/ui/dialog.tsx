"use client";

import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { Button } from "./button";
import { cn } from "./cn";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

export function DialogOverlay({ className, ...rest }: ComponentProps<typeof DialogPrimitive.Overlay>) {
  return <DialogPrimitive.Overlay className={cn("fixed inset-0 z-40 bg-scrim", className)} {...rest} />;
}

type DialogContentProps = ComponentProps<typeof DialogPrimitive.Content> & { closeLabel?: string | null };

/** closeLabel null leaves the cross out, for dialogs that must be answered. */
export function DialogContent({ className, children, closeLabel = "Close", ...rest }: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogOverlay />
      <DialogPrimitive.Content
        className={cn(
          "fixed top-[112px] left-1/2 z-50 max-h-[calc(100vh-144px)] w-[calc(100vw-32px)] max-w-[520px] -translate-x-1/2 overflow-y-auto rounded-overlay bg-overlay p-5 shadow-lift outline-none max-sm:top-10",
          className,
        )}
        {...rest}
      >
        {children}
        {closeLabel !== null && (
          <DialogPrimitive.Close asChild>
            <Button variant="quiet" size="icon" className="absolute top-3 right-3" aria-label={closeLabel}>
              <X aria-hidden />
            </Button>
          </DialogPrimitive.Close>
        )}
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

export function DialogHeader({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("flex flex-col gap-1 pr-8", className)} {...rest} />;
}

export function DialogTitle({ className, ...rest }: ComponentProps<typeof DialogPrimitive.Title>) {
  return <DialogPrimitive.Title className={cn("font-semibold text-body", className)} {...rest} />;
}

export function DialogDescription({ className, ...rest }: ComponentProps<typeof DialogPrimitive.Description>) {
  return <DialogPrimitive.Description className={cn("text-body text-ink-2", className)} {...rest} />;
}

export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("mt-5 flex items-center justify-end gap-2", className)} {...rest} />;
}
