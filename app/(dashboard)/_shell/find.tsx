"use client";

import { useQuery } from "@tanstack/react-query";
import { LogOut, Plus, Upload } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { ApiProblem, readApi } from "@/app/read-api";
import type { CommandEntry, CommandGroup } from "@/components/kit/command-menu";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { TicketStatus } from "@/components/posture/ticket-status";
import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import { AssetPage } from "@/lib/domain/views/asset-views";
import { RiskPage } from "@/lib/domain/views/risk-views";
import { TicketPage } from "@/lib/domain/views/work-views";
import { NAVIGATION, type NavigationIcon } from "@/lib/navigation";

const PAUSE_MS = 160;
const HITS = 5;
const MIN_LETTERS = 2;

/** The text, once typing has paused. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

type Found = { groups: CommandGroup[]; count: number; tookMs: number };

async function findAnything(q: string, signal: AbortSignal): Promise<Found> {
  const startedMs = performance.now();
  const query = new URLSearchParams({ q, limit: String(HITS) });
  const [risks, assets, tickets] = await Promise.all([
    readApi(`/api/v1/risks?${query}`, RiskPage, signal),
    // A line that is no search of assets, "foo:" on its way to something, still finds risks and tickets.
    readApi(`/api/v1/assets?${query}`, AssetPage, signal).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.code === "invalid_input") return { rows: [] };
      throw error;
    }),
    readApi(`/api/v1/tickets?${query}`, TicketPage, signal),
  ]);
  const groups: CommandGroup[] = [
    {
      heading: "Risks",
      entries: risks.rows.map((r) => ({
        id: `risk ${r.id}`,
        label: showText(r.title, 120),
        hint: (r.scoreTenths / 10).toFixed(1),
        icon: <BandMark band={r.band} word="name" />,
        href: `/risks/${r.id}`,
      })),
    },
    {
      heading: "Assets",
      entries: assets.rows.map((a) => ({
        id: `asset ${a.id}`,
        label: showText(a.name, 120),
        hint: [KIND_LABEL[a.kind].one, a.env, a.owner]
          .filter((w) => w !== null)
          .map((w) => showText(w, 60))
          .join(" · "),
        icon: <FaultLineMark faultLine={a.faultLine} word="name" />,
        href: `/inventory/${a.id}`,
      })),
    },
    {
      heading: "Tickets",
      entries: tickets.rows.map((t) => ({
        id: `ticket ${t.id}`,
        label: showText(t.title, 120),
        hint: t.assignee ? showText(t.assignee.name, 60) : "no assignee",
        icon: <TicketStatus state={t.state} word="name" />,
        href: `/tickets/${t.id}`,
      })),
    },
  ];
  const filled = groups.filter((g) => g.entries.length > 0);
  return {
    groups: filled,
    count: filled.reduce((n, g) => n + g.entries.length, 0),
    tookMs: performance.now() - startedMs,
  };
}

function standingGroups(icons: Record<NavigationIcon, ReactNode>, onSignOut: () => void): CommandGroup[] {
  const places: CommandEntry[] = NAVIGATION.map((n) => ({
    id: `go ${n.id}`,
    label: n.label,
    hint: n.hint,
    icon: icons[n.icon],
    keys: n.keys,
    keywords: [...n.words],
    href: n.href,
  }));
  const deeds: CommandEntry[] = [
    {
      id: "do upload",
      label: "Upload a file",
      hint: "a bill of materials",
      icon: <Upload aria-hidden />,
      href: "/sources?upload=open",
    },
    {
      id: "do connect",
      label: "Connect a source",
      hint: "read only",
      icon: <Plus aria-hidden />,
      href: "/sources/new",
    },
    { id: "do sign-out", label: "Sign out", icon: <LogOut aria-hidden />, onSelect: onSignOut },
  ];
  return [
    { heading: "Go to", entries: places },
    { heading: "Do", entries: deeds },
  ];
}

function answers(entry: CommandEntry, query: string): boolean {
  const text = [entry.label, entry.hint ?? "", ...(entry.keywords ?? [])].join(" ").toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Everything the palette shows: places and deeds at once, risks, assets and tickets from the API as one types. */
export function useFind(icons: Record<NavigationIcon, ReactNode>, onSignOut: () => void) {
  const [query, setQuery] = useState("");
  const typed = query.trim();
  const asked = usePaused(typed);
  const searching = asked.length >= MIN_LETTERS;
  const found = useQuery({
    queryKey: ["find", asked],
    queryFn: ({ signal }) => findAnything(asked, signal),
    enabled: searching,
    placeholderData: (previous) => previous,
  });
  const standing = standingGroups(icons, onSignOut)
    .map((g) => ({ ...g, entries: typed === "" ? g.entries : g.entries.filter((e) => answers(e, typed)) }))
    .filter((g) => g.entries.length > 0);
  const result = searching && !found.isError ? found.data : undefined;
  const summary = found.isError
    ? "Search did not answer; places still work"
    : `${result?.count ?? 0} results in ${Math.round(result?.tookMs ?? 0)} ms`;
  return {
    groups: [...(result?.groups ?? []), ...standing],
    onQueryChange: setQuery,
    busy: searching && found.isFetching,
    ...(searching ? { summary } : {}),
  };
}
