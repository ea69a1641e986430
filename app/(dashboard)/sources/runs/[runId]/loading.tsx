import { BoxSkeleton, RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function RunLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Sources", href: "/sources" }, { label: "Run" }]} />
      <main id="main" className="px-6 pt-6 max-sm:px-4">
        <Loading label="The run is loading">
          <BoxSkeleton height={96} />
          <RowsSkeleton rows={6} rowHeight={40} />
        </Loading>
      </main>
    </>
  );
}
