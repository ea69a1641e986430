import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getQueryClient } from "@/app/query-client";
import { pageContext } from "@/app/session";
import { PartialBanner, StaleBanner } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import type { AsOfPoint } from "@/lib/domain/page";
import type { Overview } from "@/lib/domain/views/risk-views";
import { getOverview } from "@/lib/services/overview/overview";
import { getSources } from "@/lib/services/source/view";
import { PastControl } from "../_past/past-control";
import { PastNote } from "../_past/past-note";
import { PastRefused, pastRefusal } from "../_past/refused";
import { overviewQuery } from "../_shell/overview-query";
import { Widget } from "../_shell/widget";
import { sourcesQuery } from "../_sources/query-options";
import { AnswersWidget } from "./_widgets/answers/answers";
import { CannotSeeWidget } from "./_widgets/cannot-see/cannot-see";
import { DecideFirstWidget } from "./_widgets/decide-first/decide-first";
import { FirstRun } from "./_widgets/first-run/first-run";
import { MovementWidget } from "./_widgets/movement/movement";
import { PrintButton } from "./_widgets/print-button";
import { RunningOverview } from "./_widgets/running/running";
import {
  AnswersSkeleton,
  CannotSeeSkeleton,
  DecideSkeleton,
  MovementSkeleton,
  StrataSkeleton,
  VerdictSkeleton,
} from "./_widgets/skeletons";
import { StrataWidget } from "./_widgets/strata/strata";
import { VerdictWidget } from "./_widgets/verdict/verdict";
import "./overview.css";
import { overviewViewState } from "./view-state";

export const metadata: Metadata = { title: "Overview" };

/** The asked moment, as the address holds it: one at most. */
const momentOf = (asOf: string | string[] | undefined) => (typeof asOf === "string" && asOf !== "" ? asOf : undefined);

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await pageContext();
  const asked = momentOf((await searchParams).asOf);
  const view = await getOverview(ctx, { asOf: asked }).catch(pastRefusal);
  if (typeof view === "string") return <PastRefused label="Overview" sentence={view} href="/overview" />;
  if (view.asOf.past) return <PastOverview view={view} past={view.asOf.past} />;
  const state = overviewViewState(view);
  const queries = getQueryClient();
  queries.setQueryData(overviewQuery.queryKey, view);
  if (state === "unconnected" || state === "never-run" || state === "running") {
    const sources = await getSources(ctx);
    queries.setQueryData(sourcesQuery.queryKey, sources);
    return (
      <HydrationBoundary state={dehydrate(queries)}>
        {state === "unconnected" ? (
          <FirstRun connectors={sources.connectors} role={ctx.role} />
        ) : (
          <RunningOverview state={state} />
        )}
      </HydrationBoundary>
    );
  }
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TopBar
        crumbs={[{ label: "Overview" }]}
        asOf={<PastControl asOf={view.asOf} staleSources={view.staleSources} />}
        actions={<PrintButton />}
      />
      <main id="main" className="overview-sheet mx-auto max-w-[1240px] p-6 max-sm:p-4">
        {state === "stale" && (
          <StaleBanner className="mb-4">Every source is past its own limit: these numbers are old.</StaleBanner>
        )}
        {state === "partial" && (
          <PartialBanner className="mb-4">
            Some strata have no posture yet: nothing of them was seen. Counts are “at least”.
          </PartialBanner>
        )}
        <Widgets overview={Promise.resolve(view)} />
      </main>
    </HydrationBoundary>
  );
}

/** A past moment: what is kept of it, without what only the present knows. */
function PastOverview({ view, past }: { view: Overview; past: AsOfPoint }) {
  const overview = Promise.resolve(view);
  return (
    <>
      <TopBar crumbs={[{ label: "Overview" }]} asOf={<PastControl asOf={view.asOf} />} />
      <main id="main" className="overview-sheet mx-auto max-w-[1240px] p-6 max-sm:p-4">
        <PastNote past={past}>
          Posture, open risks by band and assets are of then. Which risks they were, who owned them and what could not
          be seen is kept for now only.
        </PastNote>
        <Widget name="The verdict" skeleton={<VerdictSkeleton />}>
          <VerdictWidget overview={overview} />
        </Widget>
        <Widget name="The answers" skeleton={<AnswersSkeleton />}>
          <AnswersWidget overview={overview} />
        </Widget>
        <Widget name="The strata" skeleton={<StrataSkeleton />}>
          <StrataWidget overview={overview} />
        </Widget>
        <div className="mt-8">
          <Widget name="The trend" skeleton={<MovementSkeleton />}>
            <MovementWidget overview={overview} />
          </Widget>
        </div>
      </main>
    </>
  );
}

/** One line a widget, in reading order; each waits and fails alone. */
function Widgets({ overview }: { overview: Promise<Overview> }) {
  return (
    <>
      <Widget name="The verdict" skeleton={<VerdictSkeleton />}>
        <VerdictWidget overview={overview} />
      </Widget>
      <Widget name="The answers" skeleton={<AnswersSkeleton />}>
        <AnswersWidget overview={overview} />
      </Widget>
      <Widget name="The strata" skeleton={<StrataSkeleton />}>
        <StrataWidget overview={overview} />
      </Widget>
      <Widget name="The list of risks to decide" skeleton={<DecideSkeleton />}>
        <DecideFirstWidget overview={overview} />
      </Widget>
      <div className="overview-foot mt-8 grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_440px]">
        <Widget name="The trend" skeleton={<MovementSkeleton />}>
          <MovementWidget overview={overview} />
        </Widget>
        <Widget name="The list of gaps" skeleton={<CannotSeeSkeleton />}>
          <CannotSeeWidget overview={overview} />
        </Widget>
      </div>
    </>
  );
}
