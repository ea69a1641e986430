import { BoxSkeleton, RowsSkeleton, TilesSkeleton } from "@/components/kit/skeletons";
import { Skeleton } from "@/components/ui/skeleton";

const STRATA_ROWS = ["a", "b", "c", "d"] as const;

export function VerdictSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4 pt-2 pb-7">
      <Skeleton className="h-2 w-32" />
      <Skeleton className="h-5 w-[720px] max-w-full" />
      <Skeleton className="h-5 w-[560px] max-w-full" />
      <Skeleton className="w-96 max-w-full" />
    </div>
  );
}

export function AnswersSkeleton() {
  return <TilesSkeleton tiles={4} className="h-[108px] max-sm:h-auto" />;
}

export function StrataSkeleton() {
  return (
    <div aria-hidden className="mt-6">
      <div className="h-8 border-hair border-b" />
      {STRATA_ROWS.map((id) => (
        <div key={id} className="flex h-16 items-center gap-6 border-hair border-b">
          <Skeleton className="h-16 w-7 rounded-none" />
          <Skeleton className="w-36" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="w-28 max-lg:hidden" />
          <Skeleton className="h-5 w-14" />
        </div>
      ))}
    </div>
  );
}

export function DecideSkeleton() {
  return (
    <div className="mt-8">
      <div className="h-[72px]" />
      <RowsSkeleton rows={8} rowHeight={52} />
    </div>
  );
}

export function MovementSkeleton() {
  return (
    <div>
      <div className="h-10" />
      <BoxSkeleton height={190} />
    </div>
  );
}

export function CannotSeeSkeleton() {
  return (
    <div>
      <div className="h-10" />
      <RowsSkeleton rows={5} rowHeight={52} />
    </div>
  );
}
