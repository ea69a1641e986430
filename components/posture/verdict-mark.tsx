import { Check, CircleAlert } from "lucide-react";
import { Hatch } from "@/components/kit/hatch";
import { cn } from "@/components/ui/cn";
import type { ScanVerdict } from "@/lib/domain/scan";
import { RisingBars } from "./severity-mark";

export const VERDICT_LABEL: Record<ScanVerdict, string> = {
  malicious: "Malicious",
  suspicious: "Suspicious",
  error: "Error",
  not_scanned: "Not scanned",
  clean: "Clean",
};

function Glyph({ verdict }: { verdict: ScanVerdict }) {
  switch (verdict) {
    case "malicious":
      return <RisingBars severity="critical" label="" word="none" />;
    case "suspicious":
      return <RisingBars severity="medium" label="" word="none" />;
    case "error":
      return <CircleAlert className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />;
    case "not_scanned":
      return <Hatch />;
    case "clean":
      return <Check className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />;
  }
}

/** What the scan says of one file. Clean is a check in ink, not a colour; unread is hatched, never clean. */
export function VerdictMark({ verdict, className }: { verdict: ScanVerdict; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <span className="inline-flex w-[15px] shrink-0 justify-center">
        <Glyph verdict={verdict} />
      </span>
      <span className={cn(verdict === "malicious" && "font-medium", verdict === "not_scanned" && "text-ink-2")}>
        {VERDICT_LABEL[verdict]}
      </span>
    </span>
  );
}
