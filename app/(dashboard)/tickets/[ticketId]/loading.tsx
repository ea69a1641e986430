import { BoxSkeleton, RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { Skeleton } from "@/components/ui/skeleton";

export default function TicketLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Tickets", href: "/tickets" }, { label: "Ticket" }]} />
      <main id="main" className="px-6 py-6 max-sm:px-4">
        <h1 className="sr-only">Ticket</h1>
        <Loading label="Reading the ticket">
          <Skeleton className="mb-8 h-6 w-96 max-w-full" />
          <div className="grid gap-7 lg:grid-cols-[minmax(0,1fr)_320px]">
            <BoxSkeleton height={420} />
            <RowsSkeleton rows={6} rowHeight={40} />
          </div>
        </Loading>
      </main>
    </>
  );
}
