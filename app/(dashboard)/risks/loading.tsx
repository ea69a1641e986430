import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function RisksLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Risks" }]} />
      <main id="main">
        <h1 className="sr-only">Risks</h1>
        <Loading label="Reading the risks">
          <div className="h-[89px] border-hair border-b" />
          <div className="lg:pl-[188px]">
            <div className="h-8 border-hair border-b" />
            <RowsSkeleton rows={14} />
          </div>
        </Loading>
      </main>
    </>
  );
}
