import { BoxSkeleton, RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Skeleton } from "@/components/ui/skeleton";

export default function RiskLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Risks", href: "/risks" }, { label: "Risk" }]} />
      <main id="main" className="px-6 py-6 max-sm:px-4">
        <h1 className="sr-only">Risk</h1>
        <Loading label="Reading the risk">
          <Skeleton className="mb-3 h-6 w-96 max-w-full" />
          <Skeleton className="mb-8 w-[520px] max-w-full" />
          <div className="grid gap-7 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)] xl:grid-cols-[minmax(0,2.35fr)_minmax(0,1.22fr)_minmax(0,1fr)]">
            <BoxSkeleton height={640} />
            <RowsSkeleton rows={7} />
            <RowsSkeleton rows={6} rowHeight={40} />
          </div>
        </Loading>
      </main>
    </>
  );
}
