import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/cn";

type SectionProps = {
  title: ReactNode;
  note?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  level?: 2 | 3;
  /** The hairline above; off for the first section of a column that already has one. */
  rule?: boolean;
  id?: string;
  className?: string;
};

/** A hairline, a heading with a quiet note, something at the end, and the content. */
export function Section({ title, note, end, children, level = 2, rule = true, id, className }: SectionProps) {
  const headingId = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section id={id} aria-labelledby={headingId} className={cn("min-w-0", rule && "border-hair border-t", className)}>
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 py-1.5">
        <Heading id={headingId} className="font-semibold text-body">
          {title}
        </Heading>
        {note !== undefined && <span className="min-w-0 text-ink-3 text-meta">{note}</span>}
        {end !== undefined && <div className="ml-auto flex items-center gap-2 text-ink-3 text-meta">{end}</div>}
      </div>
      {children}
    </section>
  );
}
