"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DefinitionList } from "@/components/kit/definition-list";
import { Section } from "@/components/kit/section";
import { absoluteTime } from "@/components/kit/time-words";
import { TopBar } from "@/components/kit/top-bar";
import { StagePhases } from "@/components/posture/stage-phases";
import { showText } from "@/lib/domain/text";
import type { RunDetail } from "@/lib/domain/views/work-views";
import { AsOfStamp } from "../../../../_shell/as-of-stamp";
import { runQuery } from "../../../../_sources/query-options";
import { byteWords, RUN_STATE_WORDS } from "../../../../_sources/run-words";
import { ScopeOutcomes } from "../../../_parts/outcomes";
import { HeldChanges } from "./held-changes";
import { SetAsideList } from "./set-aside-list";

/** The run in one sentence: how it stands, and what could not be read. */
function sentenceOf(run: RunDetail): string {
  const name = showText(run.source, 60);
  const gaps = run.scopes.filter((s) => s.outcome !== "complete").length;
  const gapWords = gaps > 0 ? ` ${gaps} of ${run.scopes.length} scopes did not answer in full.` : "";
  switch (run.state) {
    case "queued":
      return `${name} waits for a worker.`;
    case "running":
      return `${name} is being read now.`;
    case "held":
      return `The run of ${name} is held: it would close too much.`;
    case "failed":
      return `The run of ${name} failed. What earlier runs know still stands.`;
    case "cancelled":
      return `The run of ${name} was discarded. What earlier runs know still stands.`;
    case "applied":
      return `${name} was read and applied.${gapWords}`;
  }
}

function factsOf(run: RunDetail) {
  const { stats } = run;
  const n = (value: number) => value.toLocaleString("en");
  // The machine’s own clock: a recorded estate tells its ages by another one.
  const time = (at: string | null) => (at === null ? null : absoluteTime(at));
  return [
    { term: "Queued", value: time(run.queuedAt) },
    { term: "Started", value: time(run.startedAt), unknown: "not started" },
    { term: "Ended", value: time(run.endedAt), unknown: "not ended" },
    {
      term: "Assets",
      value: `${n(stats.assetsNew)} new, ${n(stats.assetsChanged)} changed, ${n(stats.assetsGone)} gone`,
    },
    { term: "Relations", value: `${n(stats.edgesNew)} new, ${n(stats.edgesGone)} gone` },
    { term: "Findings", value: `${n(stats.findingsOpened)} opened, ${n(stats.findingsClosed)} closed` },
    { term: "Files", value: `${n(stats.filesScanned)} scanned, ${byteWords(stats.bytesRead)} read` },
  ];
}

/** One run: its phases, what each scope answered, what was set aside, what it changed. Live while it works. */
export function RunScreen({ runId, mayRelease }: { runId: number; mayRelease: boolean }) {
  const { data: run } = useQuery(runQuery(runId));
  if (!run) return null;
  return (
    <>
      <TopBar
        crumbs={[{ label: "Sources", href: "/sources" }, { label: `Run of ${showText(run.source, 40)}` }]}
        note={`${run.key} · ${RUN_STATE_WORDS[run.state].toLowerCase()}`}
        asOf={<AsOfStamp asOf={run.asOf} />}
      />
      <main id="main" className="mx-auto max-w-[1240px] px-6 pt-6 pb-10 max-sm:px-4">
        <h1 className="mb-4 max-w-[900px] text-[20px] leading-7 font-medium tracking-[-0.015em] wrap-anywhere">
          {sentenceOf(run)}
        </h1>
        {run.state === "held" && <HeldChanges run={run} mayDecide={mayRelease} />}
        {run.state === "failed" && run.error !== null && (
          <p className="border-mark-edge border-l-2 bg-wash px-3 py-2 wrap-anywhere">{showText(run.error, 600)}</p>
        )}
        <Section title="Phases" className="mt-4 pb-4">
          <StagePhases stages={run.progress} inHand={run.now} />
        </Section>
        <div className="grid gap-x-12 gap-y-6 lg:grid-cols-[minmax(0,1fr)_320px]">
          <Section
            title="What it was answered"
            note={`${run.scopes.length} ${run.scopes.length === 1 ? "scope" : "scopes"}, worst first`}
          >
            <ScopeOutcomes scopes={run.scopes} />
          </Section>
          <Section title="What it changed">
            <DefinitionList items={factsOf(run)} />
            {run.record !== null && (
              <p className="flex flex-wrap gap-x-4 pt-2">
                <Link className="link py-1" href={`/sources/runs/diff?to=${encodeURIComponent(run.key)}`}>
                  Line by line
                </Link>
                <Link className="link py-1" href={`/inventory?asOf=${encodeURIComponent(run.key)}`}>
                  The estate after it
                </Link>
              </p>
            )}
          </Section>
        </div>
        {run.stats.quarantined > 0 && (
          <div className="mt-6">
            <SetAsideList runId={run.id} runKey={run.key} mayAct={mayRelease} />
          </div>
        )}
      </main>
    </>
  );
}
