"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Upload } from "lucide-react";
import Link from "next/link";
import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { useRef } from "react";
import { ApiProblem } from "@/app/read-api";
import { Empty, ErrorState, StaleBanner } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { useRowKeys } from "@/components/kit/use-row-keys";
import { FreshnessKey } from "@/components/posture/freshness-ticks";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { type Role, roleAtLeast } from "@/lib/domain/access";
import type { SourcesView } from "@/lib/domain/views/work-views";
import { AsOfStamp } from "../../_shell/as-of-stamp";
import { sourcesQuery } from "../../_sources/query-options";
import { isActive } from "../../_sources/run-words";
import { sourcesSentence, sourcesViewState, worstFirst } from "../view-state";
import { FOLDED_HEAD, RunningRow, SourceTableRow } from "./source-rows";
import { SourceTiles } from "./source-tiles";
import { UploadDialog } from "./upload-dialog";

const HEAD = "caps h-8 whitespace-nowrap border-hair border-y pr-4 text-left";

/** What is seen, how fresh it is, and what stands in the way; live while a run works. */
export function SourcesScreen({ role }: { role: Role }) {
  const sources = useQuery(sourcesQuery);
  const [upload, setUpload] = useQueryState("upload", parseAsStringLiteral(["open"]));
  const view = sources.data;
  const mayUpload = roleAtLeast(role, "analyst");
  const actions = (
    <>
      {view && view.sources.length > 0 && (
        <Button asChild>
          <Link href="/sources/runs/diff">What changed</Link>
        </Button>
      )}
      <Button onClick={() => setUpload("open")} disabled={!mayUpload}>
        <Upload aria-hidden />
        Upload a file
      </Button>
      {roleAtLeast(role, "admin") && (
        <Button asChild variant="filled">
          <Link href="/sources/new">
            <Plus aria-hidden />
            Connect
          </Link>
        </Button>
      )}
    </>
  );
  return (
    <>
      <TopBar
        crumbs={[{ label: "Sources" }]}
        note={view ? `${view.sources.length.toLocaleString("en")} connected` : undefined}
        asOf={view && <AsOfStamp asOf={view.asOf} />}
        actions={actions}
      />
      <main id="main">
        <div className="flex gap-2 px-4 pt-4 sm:hidden [&>*]:flex-1">{actions}</div>
        {view && <Loaded view={view} role={role} />}
        {sources.isError && (
          <div className="px-6 max-sm:px-4">
            {!view && <h1 className="pt-4 text-title">Sources</h1>}
            <ErrorState
              title="The sources could not be read again."
              body={`${sources.error.message} What stands here is the last answer.`}
              requestId={sources.error instanceof ApiProblem ? sources.error.requestId : undefined}
              onRetry={() => sources.refetch()}
            />
          </div>
        )}
      </main>
      <UploadDialog open={upload === "open" && mayUpload} onOpenChange={(open) => setUpload(open ? "open" : null)} />
    </>
  );
}

function Loaded({ view, role }: { view: SourcesView; role: Role }) {
  const state = sourcesViewState(view);
  return (
    <>
      <div className="px-6 pt-6 max-sm:px-4 max-sm:pt-4">
        <h1 className="pb-4 text-[20px] leading-7 font-medium tracking-[-0.015em]">{sourcesSentence(view)}</h1>
        {state === "stale" && (
          <StaleBanner className="mb-4">
            Every source is past its own limit. Run one now to see what has changed.
          </StaleBanner>
        )}
        <SourceTiles view={view} />
      </div>
      {state === "unconnected" ? (
        <div className="border-hair border-t px-6 max-sm:px-4">
          <Empty
            title="No source is connected."
            body="A source is a place Faultline reads: a registry, a cluster, an account, or a file you upload. It reads lists and bytes, and never runs what it reads."
            action={
              <Button asChild>
                <Link href="/sources/new">Connect a source</Link>
              </Button>
            }
          />
        </div>
      ) : (
        <SourceTable view={view} role={role} />
      )}
    </>
  );
}

function SourceTable({ view, role }: { view: SourcesView; role: Role }) {
  const [openId, setOpenId] = useQueryState("source", parseAsInteger);
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = worstFirst(view.sources);
  useRowKeys({
    enabled: true,
    ids: rows.map((r) => String(r.id)),
    openId: openId === null ? null : String(openId),
    body,
    onReach: () => {},
    onMove: () => {},
    onToggle: undefined,
  });
  return (
    <>
      <table className="w-full table-fixed border-collapse" aria-label="Sources, worst first">
        <colgroup>
          <col />
          <col className="w-[26%] max-sm:w-px" />
          <col className="w-36 max-md:w-px" />
          <col className="w-34 max-lg:w-px" />
          <col className="w-36 max-sm:w-px" />
          <col className="w-24" />
        </colgroup>
        <thead className="max-sm:sr-only">
          <tr>
            <th scope="col" className={cn(HEAD, "pl-6")}>
              Source
            </th>
            <th scope="col" className={cn(HEAD, FOLDED_HEAD.sm)}>
              <span>Seen</span>
            </th>
            <th scope="col" className={cn(HEAD, FOLDED_HEAD.md)}>
              <span>Last answer</span>
            </th>
            <th scope="col" className={cn(HEAD, FOLDED_HEAD.lg)}>
              <span>14 runs</span>
            </th>
            <th scope="col" className={cn(HEAD, FOLDED_HEAD.sm)}>
              <span>State</span>
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((source) =>
            source.run !== null && isActive(source.run) ? (
              <RunningRow key={source.id} source={source} run={source.run} />
            ) : (
              <SourceTableRow
                key={source.id}
                source={source}
                now={view.asOf.now}
                role={role}
                open={openId === source.id}
                onToggle={() => setOpenId(openId === source.id ? null : source.id)}
              />
            ),
          )}
        </tbody>
      </table>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1 px-6 py-3 text-ink-3 text-meta max-sm:px-4">
        <span>
          {rows.length.toLocaleString("en")} {rows.length === 1 ? "source" : "sources"}, at work first, then worst first
        </span>
        <FreshnessKey />
      </div>
    </>
  );
}
