import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function RulesLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Rules" }]} />
      <main id="main">
        <h1 className="sr-only">Rules</h1>
        <Loading label="Reading the rules">
          <div className="h-24 border-hair border-b" />
          <RowsSkeleton rows={14} rowHeight={52} />
        </Loading>
      </main>
    </>
  );
}
