"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "@/app/read-api";
import { Section } from "@/components/kit/section";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Delayed, ErrorState } from "@/components/kit/states";
import { showToast } from "@/components/kit/toaster";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import type { QuarantineState, ReplayAnswer, SetAsidePage } from "@/lib/domain/views/intake-views";
import { dismissSetAsideAction, replaySetAsideAction } from "../../../../_sources/actions";
import { setAsideQuery } from "../../../../_sources/query-options";
import { useAct } from "../../../../_sources/use-act";
import { ExportSetAside } from "./set-aside-export";
import { SetAsideItem } from "./set-aside-item";

type Shown = QuarantineState | "all";
const n = (value: number) => value.toLocaleString("en");

function optionsOf(counts: SetAsidePage["counts"] | undefined): { value: Shown; label: string }[] {
  const all = counts ? counts.waiting + counts.replayed + counts.dismissed : 0;
  const said = (word: string, count: number) => (counts ? `${word} ${n(count)}` : word);
  return [
    { value: "waiting", label: said("Waiting", counts?.waiting ?? 0) },
    { value: "replayed", label: said("Replayed", counts?.replayed ?? 0) },
    { value: "dismissed", label: said("Dismissed", counts?.dismissed ?? 0) },
    { value: "all", label: said("All", all) },
  ];
}

const EMPTY: Record<Shown, string> = {
  waiting: "Nothing waits.",
  replayed: "Nothing was replayed.",
  dismissed: "Nothing was dismissed.",
  all: "Every record could be used.",
};

/** What a replay came to, in one sentence. */
function replayWords({ replayed, still }: ReplayAnswer): { title: string; description?: string } {
  const kept = still.length === 1 ? "One still cannot be used" : `${n(still.length)} still cannot be used`;
  if (replayed === 0) return { title: `${kept}.`, description: "Each says why, by today’s rules." };
  const title = replayed === 1 ? "One record is read again." : `${n(replayed)} records are read again.`;
  return still.length === 0 ? { title } : { title, description: `${kept}, and says why.` };
}

/** The records that a run could not use: where, why, themselves; read again, dismissed, exported. */
export function SetAsideList({ runId, runKey, mayAct }: { runId: number; runKey: string; mayAct: boolean }) {
  const [shown, setShown] = useState<Shown>("all");
  const list = useInfiniteQuery(setAsideQuery(runId, shown));
  const { busy, act } = useAct();
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];

  const replay = (seqs?: number[]) =>
    act(
      () => replaySetAsideAction(runId, { ...(seqs ? { seqs } : {}) }),
      null,
      (answer) => showToast(replayWords(answer)),
    );
  const dismiss = (seqs: number[] | undefined, undo: boolean) =>
    act(
      () => dismissSetAsideAction(runId, { ...(seqs ? { seqs } : {}), undo }),
      null,
      ({ changed }) =>
        showToast({
          title: undo ? `${n(changed)} wait again.` : `${n(changed)} dismissed. They stay listed.`,
          ...(undo ? {} : { undo: { onUndo: () => dismiss(seqs ?? waitingSeqs, true) } }),
        }),
    );
  // What is dismissed at once is taken back as the same records, not as all that ever were.
  const waitingSeqs = rows.filter((row) => row.state === "waiting").map((row) => row.seq);

  return (
    <Section
      title="Set aside"
      note="records that could not be used; the rest of the push went on"
      end={<ExportSetAside runId={runId} runKey={runKey} state={shown} />}
    >
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <Segmented label="Which records" value={shown} onValueChange={setShown} options={optionsOf(first?.counts)} />
        {mayAct && first && first.counts.waiting > 0 && (
          <div className="ml-auto flex flex-wrap gap-2">
            <Button
              disabled={busy || first.replayable === 0}
              title={first.replayable === 0 ? "Of none of them the record itself is kept" : undefined}
              onClick={() => replay()}
            >
              Replay {first.replayable === 1 ? "one" : `all ${n(first.replayable)}`}
            </Button>
            {waitingSeqs.length > 0 && (
              <Button disabled={busy} variant="quiet" onClick={() => dismiss(waitingSeqs, false)}>
                Dismiss {waitingSeqs.length === 1 ? "one" : `${n(waitingSeqs.length)} shown`}
              </Button>
            )}
          </div>
        )}
      </div>
      {list.isError && (
        <ErrorState
          title="What was set aside could not be read."
          body={list.error.message}
          requestId={list.error instanceof ApiProblem ? list.error.requestId : undefined}
          onRetry={() => list.refetch()}
        />
      )}
      {!list.data && !list.isError && (
        <Delayed>
          <RowsSkeleton rows={4} rowHeight={52} />
        </Delayed>
      )}
      {list.data && rows.length === 0 && <p className="py-2 text-ink-3">{EMPTY[shown]}</p>}
      {rows.length > 0 && (
        <ul className="border-hair border-t" aria-label="Records set aside">
          {rows.map((row) => (
            <SetAsideItem
              key={row.seq}
              row={row}
              mayAct={mayAct && !busy}
              onReplay={() => replay([row.seq])}
              onDismiss={(undo) => dismiss([row.seq], undo)}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="mt-2" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {list.isFetchingNextPage ? "Reading" : "Show more"}
        </Button>
      )}
    </Section>
  );
}
