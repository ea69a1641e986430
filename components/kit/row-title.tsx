import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type RowTitleProps = {
  title: string;
  href?: string;
  /** Right of the title: a badge such as "New since Mon". */
  badge?: ReactNode;
  /** The second line: mark, asset, the strongest reasons. */
  second?: ReactNode;
};

/** Title and reason of a two-line row. Cut at the end on a wide window, wrapped whole on a phone. */
export function RowTitle({ title, href, badge, second }: RowTitleProps) {
  const words = "min-w-0 truncate font-medium max-sm:overflow-visible max-sm:whitespace-normal max-sm:wrap-anywhere";
  return (
    <div className="min-w-0">
      <div className="flex min-w-0 items-center gap-2 max-sm:flex-wrap">
        {href === undefined ? (
          <span className={words} title={title}>
            {title}
          </span>
        ) : (
          <Link href={href} className={cn(words, "hover:underline hover:underline-offset-3")} title={title}>
            {title}
          </Link>
        )}
        {badge}
      </div>
      {second !== undefined && (
        <div className="flex min-w-0 items-center gap-1.5 truncate text-ink-3 text-meta max-sm:items-start max-sm:whitespace-normal max-sm:[&>*]:whitespace-normal">
          {second}
        </div>
      )}
    </div>
  );
}
