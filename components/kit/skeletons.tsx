import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";

const TITLE_WIDTHS = ["72%", "58%", "80%", "64%", "69%"] as const;

/** Rows as high as those that come: 32, 40 or 52 px. */
export function RowsSkeleton({ rows, rowHeight = 52 }: { rows: number; rowHeight?: 32 | 40 | 52 }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
          key={i}
          className="flex items-center gap-3 border-hair border-b px-3"
          style={{ height: rowHeight }}
        >
          <Skeleton className="w-9" />
          <span className="flex flex-1 flex-col gap-1.5">
            <Skeleton style={{ width: TITLE_WIDTHS[i % TITLE_WIDTHS.length] }} />
            {rowHeight === 52 && <Skeleton className="h-2 w-2/5" />}
          </span>
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}

/** Four answers before they are known. */
export function TilesSkeleton({ tiles = 4, className }: { tiles?: number; className?: string }) {
  return (
    <div
      aria-hidden
      className={cn(
        "grid grid-cols-2 border-hair border-y sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none",
        className,
      )}
    >
      {Array.from({ length: tiles }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
        <div key={i} className="flex h-[92px] flex-col gap-3 p-4">
          <Skeleton className="h-2 w-24" />
          <Skeleton className="h-6 w-28" />
        </div>
      ))}
    </div>
  );
}

/** A box of a given height, for charts. */
export function BoxSkeleton({ height }: { height: number }) {
  return <Skeleton className="w-full rounded-md" style={{ height }} />;
}
