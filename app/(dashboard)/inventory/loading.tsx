import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function InventoryLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Inventory" }]} />
      <main id="main">
        <h1 className="sr-only">Inventory</h1>
        <Loading label="Reading the inventory">
          <div className="h-12 border-hair border-b" />
          <RowsSkeleton rows={14} rowHeight={52} />
        </Loading>
      </main>
    </>
  );
}
