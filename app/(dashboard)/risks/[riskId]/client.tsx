"use client";

import { Link as LinkIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Section } from "@/components/kit/section";
import { useShortcut } from "@/components/kit/shortcuts";
import { showToast } from "@/components/kit/toaster";
import { TopBar } from "@/components/kit/top-bar";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { ScorePanel } from "@/components/posture/score-panel";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { HistoryList } from "../../_parts/history-list";
import { AsOfStamp } from "../../_shell/as-of-stamp";
import { Replay } from "../_list/replay";
import { scoreLowers, scoreRows } from "../_list/score-rows";
import { RiskFound } from "./_sections/found";
import { RiskMembers } from "./_sections/members";
import { RiskPath } from "./_sections/path";
import { RiskToDo } from "./_sections/to-do";

const CONFIDENCE_WORDS = {
  heuristic: "Heuristic",
  suspicious: "Suspicious",
  high: "High confidence",
  confirmed: "Confirmed",
} as const;

async function copyAddress(): Promise<void> {
  try {
    await navigator.clipboard.writeText(window.location.href);
    showToast({ title: "Link copied" });
  } catch {
    showToast({ title: "The browser refused to copy", description: "The address bar holds the same link." });
  }
}

/** What was found, why it matters, what to do: in that order, the widest first. */
export function RiskClient({ risk }: { risk: RiskDetail }) {
  const router = useRouter();
  const { neighbours } = risk;
  const go = (id: string | null) => id !== null && router.push(`/risks/${id}`);
  useShortcut("j", "Next risk", () => go(neighbours.next));
  useShortcut("k", "Previous risk", () => go(neighbours.previous));
  useShortcut("e", "Evidence", () => document.getElementById("evidence")?.scrollIntoView({ block: "start" }));
  return (
    <>
      <TopBar
        crumbs={[{ label: "Risks", href: "/risks" }, { label: risk.ruleId }]}
        note={
          neighbours.total > 0 && neighbours.position > 0 ? (
            <span className="inline-flex items-center gap-2">
              {neighbours.position.toLocaleString("en")} of {neighbours.total.toLocaleString("en")}
              <Kbd aria-hidden>j</Kbd>
              <Kbd aria-hidden>k</Kbd>
            </span>
          ) : undefined
        }
        asOf={<AsOfStamp asOf={risk.asOf} />}
        actions={
          <Button onClick={copyAddress}>
            <LinkIcon aria-hidden /> Copy link
          </Button>
        }
      />
      <main id="main" tabIndex={-1} className="px-6 py-6 outline-none max-sm:px-4">
        <RiskHead risk={risk} />
        <div className="mt-5 grid gap-x-7 gap-y-6 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)] xl:grid-cols-[minmax(0,2.35fr)_minmax(0,1.22fr)_minmax(0,1fr)]">
          <Section
            id="evidence"
            title="What was found"
            note={showText(risk.evidence[0]?.found ?? "", 90)}
            className="scroll-mt-12"
          >
            <RiskFound evidence={risk.evidence} />
          </Section>
          <Section title="Why it matters" end={<Replay risk={risk} />}>
            <ScorePanel
              rows={scoreRows(risk.factors)}
              result={risk.scoreTenths / 10}
              band={risk.band}
              floor={risk.guard ? showText(risk.guard.sentence) : undefined}
              lowers={scoreLowers(risk.lowers)}
            />
          </Section>
          <div className="min-w-0 lg:max-xl:col-span-2 xl:row-span-2">
            <RiskToDo risk={risk} />
          </div>
          <div className="flex min-w-0 flex-col gap-7 lg:col-span-2">
            <RiskPath hops={risk.hops} faultLine={risk.faultLine} asset={risk.asset} />
            <RiskMembers members={risk.members} />
            <Section
              title="History"
              note={`${risk.history.length.toLocaleString("en")} ${risk.history.length === 1 ? "entry" : "entries"}`}
            >
              <HistoryList entries={risk.history} now={risk.asOf.now} />
            </Section>
          </div>
        </div>
      </main>
    </>
  );
}

function RiskHead({ risk }: { risk: RiskDetail }) {
  return (
    <header className="min-w-0">
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <BandMark band={risk.band} />
        <FaultLineMark faultLine={risk.faultLine} />
        <AssetChip name={risk.asset.name} kind={risk.asset.kind} href={`/inventory/${risk.asset.id}`} maxChars={48} />
        {risk.confidence && <Badge>{CONFIDENCE_WORDS[risk.confidence]}</Badge>}
        {risk.exploited && <Badge>Exploited now</Badge>}
        {risk.status === "closed" && <Badge variant="outline">Closed</Badge>}
        {risk.triage === "false_positive" && <Badge variant="outline">Marked not real</Badge>}
      </p>
      <h1 className="mt-2 max-w-[60ch] break-words text-verdict max-sm:text-title">{showText(risk.title)}</h1>
      <p className="mt-1 max-w-[100ch] break-words text-ink-2">{showText(risk.summary, 1_200)}</p>
      {risk.references.length > 0 && (
        <p className="mt-1 text-ink-3 text-meta">
          {risk.references.map((r) => showText(r.label, 80)).join(" · ")} ·{" "}
          <Link href={`/rules?rule=${encodeURIComponent(risk.ruleId)}`} className="link">
            rule {risk.ruleId}
          </Link>
        </p>
      )}
    </header>
  );
}
