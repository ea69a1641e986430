import type { ReactNode } from "react";
import { MarkSvg } from "@/components/kit/mark-svg";
import { cn } from "@/components/ui/cn";
import { FAULT_LINE_LABEL, type FaultLine } from "@/lib/domain/fault-line";
import type { MarkWord } from "./severity-mark";

/** Drawn in a box of 14: notched square, hexagon, cylinder, layered square. */
const SHAPE: Record<FaultLine, ReactNode> = {
  plugin: <path d="M1 1h4.25v2a1.75 1.75 0 0 0 3.5 0V1H13v12H1Z" className="fill-plugin" />,
  model: <path d="M7 .75 12.5 3.9v6.2L7 13.25 1.5 10.1V3.9Z" className="fill-model" />,
  data: (
    <>
      <path
        d="M1.5 3.25c0-1.3 2.46-2.35 5.5-2.35s5.5 1.05 5.5 2.35v7.5c0 1.3-2.46 2.35-5.5 2.35s-5.5-1.05-5.5-2.35Z"
        className="fill-data"
      />
      <path d="M2 4c.8.85 2.7 1.4 5 1.4S11.2 4.85 12 4" fill="none" strokeWidth="1.2" className="stroke-page" />
    </>
  ),
  infrastructure: <path d="M1 1h12v3.1H1zM1 5.45h12v3.1H1zM1 9.9h12V13H1z" className="fill-infra" />,
};

/** Short word where room is scarce: nodes, facets, path pictures. */
export const FAULT_LINE_SHORT: Record<FaultLine, string> = { ...FAULT_LINE_LABEL, plugin: "App & plugin" };

type FaultLineMarkProps = {
  faultLine: FaultLine;
  /** 12 in dense lists, 14 beside words, 20 in an asset's head. */
  size?: 12 | 14 | 20;
  word?: MarkWord | "short";
  className?: string;
};

/** Which stratum it belongs to: shape, then colour, then word. Never for a source, a person or a state. */
export function FaultLineMark({ faultLine, size = 14, word = "beside", className }: FaultLineMarkProps) {
  const label = FAULT_LINE_LABEL[faultLine];
  const shape = (
    <MarkSvg width={size} height={size} viewBox="0 0 14 14" label={word === "name" ? label : undefined}>
      {SHAPE[faultLine]}
    </MarkSvg>
  );
  if (word === "none" || word === "name") return shape;
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      {shape}
      {word === "short" ? FAULT_LINE_SHORT[faultLine] : label}
    </span>
  );
}

/** The shape alone, for drawing inside another SVG; 14 by 14 from its origin. */
export function FaultLineShape({ faultLine }: { faultLine: FaultLine }) {
  return <g>{SHAPE[faultLine]}</g>;
}
