"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Section } from "@/components/kit/section";
import { useShortcut } from "@/components/kit/shortcuts";
import { BoxSkeleton, RowsSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { ScorePanel } from "@/components/posture/score-panel";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";
import { PartError } from "../../_parts/part-error";
import { riskDetail } from "../query-options";
import { scoreWords } from "../table-schema";
import { EvidenceGlance } from "./evidence-glance";
import { Replay } from "./replay";
import { RiskFacts } from "./risk-facts";
import { scoreLowers, scoreRows } from "./score-rows";
import { TicketButton } from "./ticket-button";

function focusRow(id: string): void {
  document.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}

type RiskPeekProps = { id: string; place: { position: number; total: number } | null; onClose: () => void };

/** The risk beside the list: enough to decide, one key from the whole. */
export function RiskPeek({ id, place, onClose }: RiskPeekProps) {
  const router = useRouter();
  const query = useQuery(riskDetail(id));
  const close = () => {
    onClose();
    requestAnimationFrame(() => focusRow(id));
  };
  useShortcut("Escape", "Close the peek", close, { group: "Lists" });
  useShortcut("e", "Evidence", () => router.push(`/risks/${id}#evidence`), { group: "Lists" });
  return (
    <aside aria-label="Peek">
      <div className="sticky top-0 z-[1] flex h-8 items-center gap-2 border-hair border-b bg-page px-5 max-xl:h-12">
        <span className="text-ink-3 text-meta">
          {place
            ? `${place.position.toLocaleString("en")} of ${place.total.toLocaleString("en")}`
            : "Not in the rows shown"}
        </span>
        <Kbd aria-hidden>j</Kbd>
        <Kbd aria-hidden>k</Kbd>
        <Link
          href={`/risks/${id}`}
          className="ml-auto inline-flex h-6 items-center gap-1 px-1 hover:underline hover:underline-offset-3"
        >
          Open <ArrowUpRight className="size-3.5 stroke-[1.5]" aria-hidden />
        </Link>
        <Button variant="quiet" size="icon-sm" aria-label="Close the peek" onClick={close}>
          <X aria-hidden />
        </Button>
      </div>
      <div className="px-5 pt-4">
        {query.isPending && (
          <Loading label="Reading the risk">
            <BoxSkeleton height={120} />
            <RowsSkeleton rows={6} rowHeight={32} />
          </Loading>
        )}
        {query.isError && (
          <PartError title="This risk could not be read." error={query.error} onRetry={() => query.refetch()} />
        )}
        {query.data && <PeekBody risk={query.data} />}
      </div>
    </aside>
  );
}

function PeekBody({ risk }: { risk: RiskDetail }) {
  const [evidence] = risk.evidence;
  const fix = risk.fixes.find((f) => f.ticket === null) ?? risk.fixes[0];
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="flex flex-wrap items-center gap-3">
          <BandMark band={risk.band} />
          <FaultLineMark faultLine={risk.faultLine} />
          <Link
            href={`/rules?rule=${encodeURIComponent(risk.ruleId)}`}
            className="text-ink-3 text-meta hover:underline"
          >
            {risk.ruleId}
          </Link>
        </p>
        <h2 className="mt-2 break-words font-semibold text-title">{showText(risk.title)}</h2>
        <p className="mt-1 break-words text-ink-2">{showText(risk.summary, 600)}</p>
      </div>
      <RiskFacts risk={risk} />
      {evidence && (
        <Section
          title="Evidence"
          end={<span className="mono max-w-48 truncate">{showText(evidence.member ?? evidence.path, 80)}</span>}
        >
          <EvidenceGlance id={evidence.id} />
        </Section>
      )}
      <Section title={`Why ${scoreWords(risk.scoreTenths)}`} end={<Replay risk={risk} />}>
        <ScorePanel
          compact
          rows={scoreRows(risk.factors)}
          result={risk.scoreTenths / 10}
          band={risk.band}
          floor={risk.guard ? showText(risk.guard.sentence) : undefined}
          lowers={scoreLowers(risk.lowers)}
        />
      </Section>
      <div className="sticky bottom-0 -mx-5 flex flex-wrap items-start gap-2 border-hair border-t bg-page px-5 py-3">
        {fix && <TicketButton fix={fix} keys />}
        <Button asChild size="lg">
          <Link href={`/risks/${risk.id}#evidence`}>
            Evidence <Kbd aria-hidden>e</Kbd>
          </Link>
        </Button>
      </div>
    </div>
  );
}
