import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function DiffLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Sources", href: "/sources" }, { label: "What changed" }]} />
      <main id="main" className="px-6 pt-5 max-sm:px-4">
        <h1 className="text-title font-semibold">What changed</h1>
        <Loading label="Comparing the two">
          <div className="h-28" />
          <RowsSkeleton rows={10} />
        </Loading>
      </main>
    </>
  );
}
