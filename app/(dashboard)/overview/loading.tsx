import { Loading } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import {
  AnswersSkeleton,
  CannotSeeSkeleton,
  DecideSkeleton,
  MovementSkeleton,
  StrataSkeleton,
  VerdictSkeleton,
} from "./_widgets/skeletons";

export default function OverviewLoading() {
  return (
    <>
      <TopBar crumbs={[{ label: "Overview" }]} />
      <main id="main" className="mx-auto max-w-[1240px] p-6 max-sm:p-4">
        <Loading label="Overview is loading">
          <VerdictSkeleton />
          <AnswersSkeleton />
          <StrataSkeleton />
          <DecideSkeleton />
          <div className="mt-8 grid gap-12 lg:grid-cols-[minmax(0,1fr)_440px]">
            <MovementSkeleton />
            <CannotSeeSkeleton />
          </div>
        </Loading>
      </main>
    </>
  );
}
