import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type Crumb = { label: string; href?: string };

type TopBarProps = {
  /** Where this is, from the outside in; the last one is the page itself. */
  crumbs: readonly Crumb[];
  note?: ReactNode;
  /** The AsOf stamp. */
  asOf?: ReactNode;
  actions?: ReactNode;
};

/** 48 px: where you are, when it was true, what you can do. Stays while the page moves. */
export function TopBar({ crumbs, note, asOf, actions }: TopBarProps) {
  return (
    <header className="no-print sticky top-0 z-20 flex h-12 min-w-0 items-center gap-3 border-hair border-b bg-page px-6 max-sm:px-4">
      <nav aria-label="Breadcrumb" className="min-w-0">
        <ol className="flex min-w-0 items-center gap-2">
          {crumbs.map((crumb, i) => {
            const last = i === crumbs.length - 1;
            return (
              <li
                key={`${crumb.label}-${crumb.href ?? ""}`}
                className={cn("flex min-w-0 items-center gap-2", !last && "max-sm:hidden")}
              >
                {crumb.href && !last ? (
                  <Link href={crumb.href} className="truncate py-1 text-ink-2 hover:text-ink">
                    {crumb.label}
                  </Link>
                ) : (
                  <span aria-current={last ? "page" : undefined} className="truncate font-medium">
                    {crumb.label}
                  </span>
                )}
                {!last && (
                  <span aria-hidden className="text-ink-3">
                    /
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      </nav>
      {note !== undefined && <span className="truncate text-ink-3 text-meta max-sm:hidden">{note}</span>}
      <div className="ml-auto flex shrink-0 items-center gap-3">
        {asOf}
        {actions !== undefined && <div className="flex items-center gap-2 max-sm:hidden">{actions}</div>}
      </div>
    </header>
  );
}
