"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ApiProblem } from "@/app/read-api";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Delayed, ErrorState } from "@/components/kit/states";
import { absoluteTime } from "@/components/kit/time-words";
import { showText } from "@/lib/domain/text";
import type { RunRow } from "@/lib/domain/views/work-views";
import { runQuery } from "../../_sources/query-options";
import { RUN_STATE_WORDS, runTallies } from "../../_sources/run-words";
import { HeldRun } from "./held-run";
import { ScopeOutcomes, SetAside } from "./outcomes";

/** Under a source's row: what its newest run was answered, scope by scope, and what was set aside. */
export function RunPeek({ run }: { run: RunRow | null }) {
  if (run === null) return <p className="py-4 text-ink-2">This source has not run yet. “Run now” starts it.</p>;
  return (
    <div className="py-4">
      {run.state === "held" && <HeldRun run={run} />}
      {run.state === "failed" && run.error !== null && (
        <p className="mb-3 border-mark-edge border-l-2 bg-wash px-3 py-2 wrap-anywhere">{showText(run.error, 400)}</p>
      )}
      <RunFacts run={run} />
    </div>
  );
}

function RunFacts({ run }: { run: RunRow }) {
  const detail = useQuery(runQuery(run.id));
  if (detail.isError) {
    return (
      <ErrorState
        title="The run’s answers could not be read."
        body={detail.error.message}
        requestId={detail.error instanceof ApiProblem ? detail.error.requestId : undefined}
        onRetry={() => detail.refetch()}
      />
    );
  }
  if (!detail.data) {
    return (
      <Delayed>
        <RowsSkeleton rows={3} rowHeight={40} />
      </Delayed>
    );
  }
  const { scopes, quarantined } = detail.data;
  return (
    <div className="grid gap-x-12 gap-y-4 lg:grid-cols-2">
      <section className="min-w-0">
        <h2 className="flex flex-wrap items-baseline gap-x-2 py-1 font-semibold">
          What it was answered
          <span className="font-normal text-ink-3 text-meta">
            {RUN_STATE_WORDS[run.state]} {run.endedAt !== null && absoluteTime(run.endedAt)}
          </span>
          <Link href={`/sources/runs/${run.id}`} className="link ml-auto py-1 font-normal text-ink-2">
            Open the run
          </Link>
        </h2>
        <ScopeOutcomes scopes={scopes} completeShown={3} />
      </section>
      <section className="min-w-0">
        <h2 className="flex flex-wrap items-baseline gap-x-2 py-1 font-semibold">
          Set aside
          <span className="font-normal text-ink-3 text-meta">
            {quarantined.length.toLocaleString("en")} {quarantined.length === 1 ? "record" : "records"}
          </span>
        </h2>
        <SetAside records={quarantined} />
        <p className="mt-3 text-ink-3 text-meta">{runTallies(run.stats).join(" · ") || "It changed nothing."}</p>
      </section>
    </div>
  );
}
