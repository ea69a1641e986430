"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";

type CopyButtonProps = { text: string; label: string; className?: string };

/** Copies the whole text. `label` names what is copied: "Copy digest". */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async () => {
    clearTimeout(timer.current);
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("refused");
    }
    timer.current = setTimeout(() => setState("idle"), 2000);
  };
  const Icon = state === "copied" ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={label}
      title={label}
      className={cn("inline-grid size-6 shrink-0 place-items-center rounded-chip text-ink-3 hover:text-ink", className)}
    >
      <Icon className="size-3.5 stroke-[1.5]" aria-hidden />
      <span role="status" className="sr-only">
        {state === "copied" && "Copied"}
        {state === "refused" && "The browser refused to copy"}
      </span>
    </button>
  );
}
