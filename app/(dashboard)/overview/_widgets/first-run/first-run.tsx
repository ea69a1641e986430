"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, startTransition, useEffect } from "react";
import { TopBar } from "@/components/kit/top-bar";
import { Button } from "@/components/ui/button";
import { type Role, roleAtLeast } from "@/lib/domain/access";
import type { ConnectorCard } from "@/lib/domain/views/work-views";
import { createSourceAction } from "../../../_sources/actions";
import { CategoryIcon } from "../../../_sources/category-icon";
import { startableCard } from "../../../_sources/connectors";
import { UploadPanel } from "../../../_sources/upload-panel";
import { useAct } from "../../../_sources/use-act";
import { useUploads } from "../../../_sources/use-uploads";
import { SurveyGround } from "./survey-ground";

const SHOWN = 5;

function Door({ place, title, note, children }: { place: number; title: string; note: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col p-7 max-sm:p-4" aria-label={title}>
      <h2 className="mb-1.5 flex min-w-0 items-center gap-2">
        <span
          aria-hidden
          className="grid size-[18px] shrink-0 place-items-center rounded-full border border-mark-edge text-[11px]"
        >
          {place}
        </span>
        <span className="truncate font-semibold text-[16px]">{title}</span>
        <span className="ml-auto shrink-0 text-ink-3 text-meta">{note}</span>
      </h2>
      {children}
    </section>
  );
}

function ConnectDoor({ cards, may }: { cards: readonly ConnectorCard[]; may: boolean }) {
  return (
    <Door place={1} title="Connect a source" note="read only">
      <p className="mb-3 text-ink-2">
        Best for a real answer. Each one says what it reads before it asks for anything.
      </p>
      <ul className="mb-4 border-hair border-t">
        {cards.slice(0, SHOWN).map((card) => (
          <li key={card.id} className="flex h-9 min-w-0 items-center gap-2.5 border-hair border-b">
            <CategoryIcon category={card.category} />
            <span className="truncate">{card.label}</span>
          </li>
        ))}
        {cards.length > SHOWN && <li className="py-2 text-ink-3 text-meta">{cards.length - SHOWN} more</li>}
      </ul>
      <div className="mt-auto">
        {may ? (
          <Button asChild variant="filled" className="w-full">
            <Link href="/sources/new">Connect a source</Link>
          </Button>
        ) : (
          <p className="text-ink-3 text-meta">An admin connects sources.</p>
        )}
      </div>
    </Door>
  );
}

function StartDoor({ card, may }: { card: ConnectorCard; may: boolean }) {
  const router = useRouter();
  const { busy, act } = useAct();
  const open = () =>
    act(
      () => createSourceAction({ name: card.label, connector: card.id, config: {} }),
      `${card.label}: the first run is queued.`,
      () => router.refresh(),
    );
  return (
    <Door place={3} title={card.label} note="no credentials">
      <p className="mb-3 text-ink-2">{card.summary}</p>
      <ul className="mb-3 border-hair border-t">
        {card.reads.slice(0, SHOWN).map((reads) => (
          <li key={reads} className="flex min-h-9 items-center border-hair border-b py-1.5">
            {reads}
          </li>
        ))}
      </ul>
      <p className="mb-4 text-ink-3 text-meta">Removed again from the sources screen.</p>
      <div className="mt-auto">
        <Button size="lg" className="w-full" disabled={busy || !may} onClick={open}>
          {busy ? "Starting" : "Open it"}
        </Button>
      </div>
    </Door>
  );
}

/** Nothing is connected: three doors, one filled button, and the ground not yet surveyed behind them. */
export function FirstRun({ connectors, role }: { connectors: readonly ConnectorCard[]; role: Role }) {
  const router = useRouter();
  const queries = useQueryClient();
  const { uploads, busy, send } = useUploads();
  const start = startableCard(connectors);
  const others = connectors.filter((c) => c !== start);
  const taken = uploads.some((u) => u.state === "taken");
  useEffect(() => {
    if (!taken || busy) return;
    startTransition(() => router.refresh());
    void queries.invalidateQueries({ queryKey: ["overview"] });
  }, [taken, busy, router, queries]);
  return (
    <>
      <TopBar crumbs={[{ label: "Overview" }]} />
      <SurveyGround>
        <div className="border-rule border-b p-7 max-sm:p-4">
          <p className="caps mb-1">0 of 4 strata surveyed</p>
          <h1 className="text-balance text-verdict">Nothing is surveyed yet. Choose where to begin.</h1>
          <p className="mt-1 text-ink-2">
            Faultline reads lists and bytes. It never runs what it scans, needs no language model and sends nothing out.
          </p>
        </div>
        <div className="grid divide-rule max-lg:divide-y lg:auto-cols-fr lg:grid-flow-col lg:divide-x">
          <ConnectDoor cards={others} may={roleAtLeast(role, "admin")} />
          <Door place={2} title="Upload a file" note="no credentials">
            <p className="mb-3 text-ink-2">What you already have: the bill of materials of a model or a service.</p>
            <UploadPanel uploads={uploads} busy={busy} onFiles={send} />
          </Door>
          {start && <StartDoor card={start} may={roleAtLeast(role, "admin")} />}
        </div>
        <p className="flex items-center gap-2 border-rule border-t px-7 py-3 text-ink-2 text-meta max-sm:px-4">
          <ShieldCheck className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
          Nothing is connected, so nothing is contacted.
        </p>
      </SurveyGround>
    </>
  );
}
