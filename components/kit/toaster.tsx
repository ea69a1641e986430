"use client";

import { Toaster as Sonner, toast } from "sonner";

/** The one toast region, mounted by Providers. Ink on paper in both themes. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      // Inline, since the library sets its own font outside the layers.
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-[360px] max-w-[calc(100vw-32px)] items-center gap-3 rounded-md bg-overlay p-3 text-body text-ink shadow-lift",
          content: "min-w-0 flex-1",
          title: "font-medium",
          description: "text-ink-2 text-meta",
          actionButton: "h-7 shrink-0 rounded-md border border-rule px-2.5 font-medium hover:bg-wash",
        },
      }}
    />
  );
}

type ToastWords = {
  title: string;
  description?: string;
  undo?: { label?: string; onUndo: () => void };
  /** 10 s with an undo, 5 s without. */
  durationMs?: number;
};

/** Says what happened, with a way back when there is one. */
export function showToast({ title, description, undo, durationMs }: ToastWords): void {
  toast(title, {
    description,
    duration: durationMs ?? (undo ? 10_000 : 5_000),
    ...(undo ? { action: { label: undo.label ?? "Undo", onClick: undo.onUndo } } : {}),
  });
}
