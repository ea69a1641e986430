import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

export default function SettingsLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Settings" }]} />
      <main id="main" className="mx-auto max-w-[1240px] px-6 pt-24 max-sm:px-4">
        <Loading label="People are loading">
          <RowsSkeleton rows={5} rowHeight={52} />
        </Loading>
      </main>
    </>
  );
}
