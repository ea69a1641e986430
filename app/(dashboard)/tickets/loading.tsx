import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function TicketsLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Tickets" }]} />
      <main id="main">
        <h1 className="sr-only">Tickets</h1>
        <Loading label="Reading the tickets">
          <div className="h-24 border-hair border-b" />
          <RowsSkeleton rows={14} rowHeight={52} />
        </Loading>
      </main>
    </>
  );
}
