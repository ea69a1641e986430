import { usePatternId } from "@/components/kit/hatch";
import { cn } from "@/components/ui/cn";
import type { FaultLine } from "@/lib/domain/fault-line";

/** Chevrons plugin, dashes model, dots data, bricks infrastructure. Place `id` inside `url(#…)`. */
export function LithologyPattern({ faultLine, id }: { faultLine: FaultLine; id: string }) {
  switch (faultLine) {
    case "plugin":
      return (
        <pattern id={id} width="12" height="10" patternUnits="userSpaceOnUse">
          <path d="m0 4 3-3 3 3m0 5 3-3 3 3" fill="none" strokeWidth="1.2" className="stroke-plugin" />
        </pattern>
      );
    case "model":
      return (
        <pattern id={id} width="14" height="8" patternUnits="userSpaceOnUse">
          <path d="M1 2h8M8 6h6M0 6h2" fill="none" strokeWidth="1.4" className="stroke-model" />
        </pattern>
      );
    case "data":
      return (
        <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="2" r="1.1" className="fill-data" />
          <circle cx="6" cy="6" r="1.1" className="fill-data" />
        </pattern>
      );
    case "infrastructure":
      return (
        <pattern id={id} width="16" height="12" patternUnits="userSpaceOnUse">
          <path d="M0 .5h16M0 6.5h16M4 .5v6M12 6.5v5.5" fill="none" strokeWidth="1.1" className="stroke-infra" />
        </pattern>
      );
  }
}

/** Fills its box with the rock of a stratum: a large area that does not shout. Decorative, the word stands beside. */
export function Lithology({ faultLine, className }: { faultLine: FaultLine; className?: string }) {
  const id = usePatternId();
  return (
    <svg aria-hidden width="100%" height="100%" className={cn("block", className)}>
      <LithologyPattern faultLine={faultLine} id={id} />
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
