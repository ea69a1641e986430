import { useId } from "react";
import { cn } from "@/components/ui/cn";

/** A small hatched square: not looked at, not known. The word stands beside it, or `label` names it. */
export function Hatch({ label, size = 14, className }: { label?: string; size?: 12 | 14 | 16; className?: string }) {
  return (
    <span
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
      className={cn("hatch inline-block shrink-0 rounded-mark border border-mark-edge bg-page align-[-2px]", className)}
      style={{ width: size, height: size }}
    />
  );
}

/** The hatch as an SVG pattern for charts; call `usePatternId` once and pass the id. */
export function HatchPattern({ id }: { id: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path d="M0 0v5" className="stroke-hatch" strokeWidth="1.6" />
    </pattern>
  );
}

/** An id that may stand inside `url(#…)`. */
export function usePatternId(): string {
  return `p${useId().replace(/[^a-zA-Z0-9]/g, "")}`;
}
