"use client";

import { useQuery } from "@tanstack/react-query";
import { Section } from "@/components/kit/section";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { KIND_FAULT_LINE, KIND_LABEL } from "@/lib/domain/asset";
import type { BlastRadiusView } from "@/lib/domain/views/asset-views";
import { PartError } from "../../../_parts/part-error";
import { blastQuery } from "../../query-options";
import { SpokenFor } from "./spoken-for";

/** What a bad change here would reach, by kind and by name. */
export function UsedByTab({ id }: { id: number }) {
  const query = useQuery(blastQuery(id));
  if (query.isPending) {
    return (
      <Loading label="Counting what uses it">
        <RowsSkeleton rows={6} rowHeight={40} />
      </Loading>
    );
  }
  if (query.isError) {
    return <PartError title="Its users could not be counted." error={query.error} onRetry={() => query.refetch()} />;
  }
  return <Reach view={query.data} />;
}

function Reach({ view }: { view: BlastRadiusView }) {
  if (view.count === 0) {
    return (
      <div className="flex flex-col gap-2">
        <p className="text-ink-2">Nothing that is known uses it. Users that no source shows are not counted.</p>
        <SpokenFor stamp={view.stamp} />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-[70ch] text-lead">
        <b className="font-medium">
          {view.count.toLocaleString("en")} {view.count === 1 ? "asset depends" : "assets depend"} on it.
        </b>{" "}
        <span className="text-ink-2">
          {view.running !== null && view.running > 0 && `${view.running.toLocaleString("en")} of them run. `}
          Weighed {view.weight.toLocaleString("en", { maximumFractionDigits: 2 })}: production counts whole, everything
          else a quarter.
        </span>
      </p>
      <div className="grid gap-7 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <Section title="By kind">
          <ul>
            {view.byKind.map((k) => (
              <li key={k.kind} className="flex min-h-8 items-center gap-2 border-hair border-b">
                <FaultLineMark faultLine={KIND_FAULT_LINE[k.kind]} size={12} word="none" />
                {k.count.toLocaleString("en")} {k.count === 1 ? KIND_LABEL[k.kind].one : KIND_LABEL[k.kind].many}
                <span className="ml-auto text-ink-3 text-meta">{k.production.toLocaleString("en")} in production</span>
              </li>
            ))}
          </ul>
        </Section>
        <Section
          title="Worst first"
          note={view.top.length < view.count ? `${view.top.length} of ${view.count.toLocaleString("en")}` : undefined}
        >
          <ul>
            {view.top.map((a) => (
              <li key={a.id} className="flex min-h-8 min-w-0 items-center gap-3 border-hair border-b">
                <AssetChip name={a.name} kind={a.kind} href={`/inventory/${a.id}`} className="flex-1" />
                {a.worstBand === null ? <span className="text-ink-3">None open</span> : <BandMark band={a.worstBand} />}
                <span className="w-16 shrink-0 text-right text-ink-2">
                  {a.distance === null ? "" : `${a.distance} ${a.distance === 1 ? "hop" : "hops"}`}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      </div>
      <SpokenFor stamp={view.stamp} />
    </div>
  );
}
