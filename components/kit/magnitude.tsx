import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Hatch } from "./hatch";

type MagnitudeProps = { children: ReactNode | null; size?: "lg" | "sm"; unknown?: string; className?: string };

/** A number or a short answer, large. null is "not known", hatched, never a zero. */
export function Magnitude({ children, size = "lg", unknown = "Not known", className }: MagnitudeProps) {
  const text = size === "lg" ? "text-magnitude max-sm:text-[26px] max-sm:leading-8" : "text-magnitude-sm";
  if (children === null) {
    return (
      <span className={cn("inline-flex items-center gap-2 whitespace-nowrap text-ink-2", text, className)}>
        <Hatch size={16} />
        {unknown}
      </span>
    );
  }
  return <span className={cn("whitespace-nowrap", text, className)}>{children}</span>;
}

export type AnswerTileProps = {
  label: string;
  /** The answer; null when it is not known. */
  answer: ReactNode | null;
  /** A smaller number right of it. */
  figure?: ReactNode;
  delta?: ReactNode;
  sentence?: ReactNode;
  href?: string;
  size?: "lg" | "sm";
  className?: string;
  children?: ReactNode;
};

/** Caps label, magnitude, sentence. With `href` the whole tile is the door to the list it counts. */
export function AnswerTile(props: AnswerTileProps) {
  const { label, answer, figure, delta, sentence, href, size = "lg", className, children } = props;
  const body = (
    <>
      <span className="caps block">{label}</span>
      <span className="mt-1 mb-0.5 flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Magnitude size={size}>{answer}</Magnitude>
        {figure !== undefined && <Magnitude size="sm">{figure}</Magnitude>}
        {delta !== undefined && <span className="text-ink-2 text-meta">{delta}</span>}
      </span>
      {sentence !== undefined && <span className="block text-ink-3 text-meta">{sentence}</span>}
      {children}
    </>
  );
  const classes = cn("block min-w-0 p-4 px-5", className);
  if (href === undefined) return <div className={classes}>{body}</div>;
  return (
    <Link href={href} className={cn(classes, "hover:bg-wash focus-visible:-outline-offset-2")}>
      {body}
    </Link>
  );
}

/** Tiles in one row with hairlines between; two by two on a phone. */
export function AnswerRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      className={cn(
        "grid grid-cols-2 border-hair border-y sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none",
        "[&>*+*]:border-hair sm:[&>*+*]:border-l sm:[&>*:first-child]:pl-0",
        "max-sm:[&>*:nth-child(even)]:border-l max-sm:[&>*:nth-child(n+3)]:border-t max-sm:[&>*:nth-child(odd)]:pl-0 max-sm:[&>*]:px-3",
        className,
      )}
    >
      {children}
    </div>
  );
}
