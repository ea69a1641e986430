import { RowsSkeleton, TilesSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Skeleton } from "@/components/ui/skeleton";

export default function SourcesLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Sources" }]} />
      <main id="main">
        <Loading label="Sources are loading">
          <div className="px-6 pt-6 max-sm:px-4">
            <Skeleton className="mb-6 h-4 w-[520px] max-w-full" />
            <TilesSkeleton tiles={4} />
          </div>
          <RowsSkeleton rows={8} rowHeight={52} />
        </Loading>
      </main>
    </>
  );
}
