"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Avatar } from "@/components/kit/avatar";
import { Section } from "@/components/kit/section";
import { RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { RecallView } from "@/lib/domain/views/graph-views";
import { PartError } from "../../../_parts/part-error";
import { recallPages } from "../../query-options";
import { RecallExport } from "./recall-export";
import { SpokenFor } from "./spoken-for";

type Group = RecallView["rows"][number]["group"];

const GROUPS: readonly { id: Group; one: string; many: string; title: string }[] = [
  { id: "descendants", one: "thing is made from it", many: "things are made from it", title: "Made from it" },
  {
    id: "endpoints",
    one: "piece of infrastructure runs or holds it",
    many: "pieces of infrastructure run or hold it",
    title: "Runs or holds it",
  },
  { id: "agents", one: "agent uses it", many: "agents use it", title: "Agents that use it" },
  { id: "others", one: "more depends on it", many: "more depend on it", title: "Depends on it" },
];

/** "3 things are made from it, 2 agents use it": what a recall comes to, in one sentence. */
export function recallSentence(totals: RecallView["totals"]): string {
  const parts = GROUPS.flatMap(({ id, one, many }) => {
    const { count } = totals[id];
    return count === 0 ? [] : `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
  });
  return parts.length === 0 ? "Nothing that is known would have to be called back." : `${parts.join(", ")}.`;
}

/** If this is bad: everything that has to be called back, and whom to tell. */
export function RecallTab({ id, name }: { id: number; name: string }) {
  const pages = useInfiniteQuery(recallPages(id));
  const first = pages.data?.pages[0];
  if (pages.isPending)
    return (
      <Loading label="Finding what would be called back">
        <RowsSkeleton rows={8} rowHeight={40} />
      </Loading>
    );
  if (!first)
    return (
      <PartError title="The recall could not be worked out." error={pages.error} onRetry={() => pages.refetch()} />
    );
  const rows = pages.data?.pages.flatMap((p) => p.rows) ?? [];
  const total = GROUPS.reduce((n, g) => n + first.totals[g.id].count, 0);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start gap-3">
        <p className="max-w-[70ch] flex-1 text-lead">
          <b className="font-medium">If {showText(name, 60)} is bad:</b>{" "}
          <span className="text-ink-2">{recallSentence(first.totals)}</span>
        </p>
        {total > 0 && <RecallExport id={id} />}
      </div>
      {total > 0 && (
        <div className="grid gap-7 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-5">
            {GROUPS.filter((g) => first.totals[g.id].count > 0).map((g) => (
              <Members
                key={g.id}
                title={g.title}
                rows={rows.filter((r) => r.group === g.id)}
                total={first.totals[g.id]}
              />
            ))}
            {pages.hasNextPage && (
              <Button
                className="self-start"
                disabled={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                Show more of {(total - rows.length).toLocaleString("en")}
              </Button>
            )}
          </div>
          {first.owners && <Owners owners={first.owners} />}
        </div>
      )}
      <SpokenFor stamp={first.stamp} />
    </div>
  );
}

function Members({
  title,
  rows,
  total,
}: {
  title: string;
  rows: RecallView["rows"];
  total: RecallView["totals"][Group];
}) {
  const shown = rows.length < total.count ? `${rows.length.toLocaleString("en")} of ` : "";
  const live = `${total.production.toLocaleString("en")} in production, ${total.running.toLocaleString("en")} running`;
  return (
    <Section title={title} note={`${shown}${total.count.toLocaleString("en")} · ${live}`}>
      <ul>
        {rows.map((a) => (
          <li key={a.id} className="flex min-h-8 min-w-0 items-center gap-3 border-hair border-b">
            <AssetChip name={a.name} kind={a.kind} href={`/inventory/${a.id}`} className="flex-1" />
            {a.worstBand === null ? (
              <span className="text-ink-3 max-sm:hidden">None open</span>
            ) : (
              <BandMark band={a.worstBand} />
            )}
            <span className="w-32 shrink-0 truncate text-ink-2 max-sm:hidden">
              {a.owner === null ? "Nobody" : showText(a.owner, 40)}
            </span>
            <span className="w-16 shrink-0 text-right text-ink-2">
              {a.distance === null ? "" : `${a.distance} ${a.distance === 1 ? "hop" : "hops"}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Owners({ owners }: { owners: NonNullable<RecallView["owners"]> }) {
  return (
    <Section title="To tell" note={owners.more > 0 ? `${owners.more.toLocaleString("en")} more owners` : undefined}>
      <ul>
        {owners.rows.map((o) => (
          <li key={o.owner} className="flex min-h-8 min-w-0 items-center gap-3 border-hair border-b">
            <Avatar name={showText(o.owner, 60)} className="min-w-0 flex-1" />
            <span className="shrink-0 text-ink-2">{o.assets.toLocaleString("en")}</span>
          </li>
        ))}
        {owners.nobody > 0 && (
          <li className="flex min-h-8 items-center border-hair border-b text-ink-2">
            Nobody owns <span className="mx-1">{owners.nobody.toLocaleString("en")}</span> of them
          </li>
        )}
      </ul>
    </Section>
  );
}
