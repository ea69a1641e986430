import { RowsSkeleton, TilesSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Skeleton } from "@/components/ui/skeleton";

export default function AssetLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Inventory", href: "/inventory" }, { label: "Asset" }]} />
      <main id="main" className="px-6 py-6 max-sm:px-4">
        <h1 className="sr-only">Asset</h1>
        <Loading label="Reading the asset">
          <Skeleton className="mb-7 h-7 w-72 max-w-full" />
          <TilesSkeleton tiles={6} />
          <div className="h-16" />
          <RowsSkeleton rows={8} rowHeight={40} />
        </Loading>
      </main>
    </>
  );
}
