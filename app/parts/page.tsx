import { AsOf } from "@/components/kit/as-of";
import { Avatar } from "@/components/kit/avatar";
import { CoverageBar, CoverageKey } from "@/components/kit/coverage-bar";
import { DefinitionList } from "@/components/kit/definition-list";
import { AnswerRow, AnswerTile } from "@/components/kit/magnitude";
import { Mono } from "@/components/kit/mono";
import { Section } from "@/components/kit/section";
import { RowsSkeleton, TilesSkeleton } from "@/components/kit/skeletons";
import { Empty, Loading, PartialBanner, Running, StaleBanner } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { EVIDENCE_CLASS_LABEL, EvidenceClassMark } from "@/components/posture/evidence-class-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { FreshnessKey, FreshnessTicks } from "@/components/posture/freshness-ticks";
import { LineageTable } from "@/components/posture/lineage-table";
import { PathInSection } from "@/components/posture/path-in-section";
import { ScorePanel } from "@/components/posture/score-panel";
import { SEVERITY_LABEL, SeverityMark } from "@/components/posture/severity-mark";
import { StagePhases } from "@/components/posture/stage-phases";
import { Strata } from "@/components/posture/strata-row";
import { TicketStatus } from "@/components/posture/ticket-status";
import { Trace } from "@/components/posture/trace";
import { VERDICT_LABEL, VerdictMark } from "@/components/posture/verdict-mark";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { STRATA } from "@/lib/domain/fault-line";
import { TicketState } from "@/lib/domain/ticket";
import { ChartSamples, ControlSamples, EvidenceSamples, StateSamples } from "./samples";
import { PartsShell } from "./shell";

const NOW = "2026-11-17T09:40:00Z";
const HREFS = { risks: "/parts/list", inventory: "/parts", sources: "/parts" };
const line = (v: number, gap = false) =>
  Array.from({ length: 13 }, (_, i) => ({
    at: `week ${i + 1}`,
    value: gap && i > 4 && i < 8 ? null : i === 12 ? v : Math.min(100, v + 6),
  }));

export default function PartsPage() {
  return (
    <PartsShell>
      <TopBar
        crumbs={[{ label: "Risks", href: "/parts/list" }, { label: "Parts" }]}
        note="1 of 111"
        asOf={<AsOf at={NOW} now={NOW} stale={{ text: "2 of 14 sources stale", href: "/parts" }} />}
        actions={<Button>One page</Button>}
      />
      <main id="main" className="mx-auto max-w-[1288px] p-6 max-sm:p-4">
        <p className="caps">Tuesday 17 November</p>
        <div className="flex items-end gap-8 pt-1 pb-5 max-sm:flex-col max-sm:items-stretch">
          <div className="flex-1">
            <h1 className="max-w-[800px] text-balance text-verdict">
              Two sample paths are open in production. One is new since Monday: a sample file can read sample data.
            </h1>
            <p className="mt-2 text-ink-2">
              Quarantining that file closes the new path and lifts posture from 21.7 to 67.8.
            </p>
          </div>
          <div className="flex gap-2">
            <Button variant="filled">Review and quarantine</Button>
            <Button size="lg">Show path</Button>
          </div>
        </div>
        <AnswerRow>
          <AnswerTile
            href="/parts"
            label="Safer than last month?"
            answer="No"
            figure="21.7"
            delta="poor, −46.7 since 17 Oct"
            sentence="New −49.2 · newly seen −1.9 · fixed +4.4"
          />
          <AnswerTile
            href="/parts"
            label="Where is it worst?"
            answer="Model"
            delta="posture 32.0"
            sentence="2 of 4 criticals · 37 of 111 open risks"
          />
          <AnswerTile
            href="/parts"
            label="Who must act?"
            answer="2 teams"
            delta="and 1 critical unowned"
            sentence="4 criticals"
          />
          <AnswerTile href="/parts" label="What can’t we see?" answer={null} sentence="No run has ended yet" />
        </AnswerRow>
        <div className="mt-6">
          <Strata
            paths={[
              { id: "a", label: "Path A", href: "/parts", order: { model: 1, infrastructure: 2, data: 3 } },
              { id: "b", label: "Path B", href: "/parts", order: { model: 2, infrastructure: 1 } },
            ]}
            strata={STRATA.map((f, i) => ({
              faultLine: f,
              assets: `${300 + i * 37} assets · sample`,
              counts: i === 2 ? null : { Critical: i, High: 3 + i, Medium: 8, Low: 14 + i * 4 },
              posture: line(89 - i * 19, i === 0),
              now: i === 2 ? null : 89.1 - i * 19,
              delta: "+2.4 in 30 d",
              observed: i === 2 ? null : 0.69 + i * 0.1,
              observedNote: "sample reason",
              hrefs: HREFS,
            }))}
          />
        </div>
        <div className="mt-8 grid gap-7 xl:grid-cols-[584px_minmax(0,1fr)_248px]">
          <Section title="What was found" note="sample import, at one exact place">
            <EvidenceSamples />
          </Section>
          <Section
            title="Why it matters"
            end={
              <a className="link py-1" href="/parts">
                Formula · replay
              </a>
            }
          >
            <ScorePanel
              rows={[
                {
                  operator: "",
                  value: "1.00",
                  name: "Severity",
                  source: "MODEL-001",
                  sentence: "Critical: code runs on load.",
                  bar: 1,
                },
                {
                  operator: "×",
                  value: "1.00",
                  name: "Threat",
                  source: "2 records",
                  sentence: "Confirmed: two engines agree.",
                  bar: 1,
                },
                {
                  operator: "×",
                  value: "0.80",
                  name: "Exposure",
                  sentence: "Not known, so the default stands.",
                  bar: null,
                },
                {
                  operator: "×",
                  value: "0.925",
                  name: "Value",
                  source: "tags",
                  sentence: "Personal data, feeds 12 assets.",
                  bar: 0.925,
                },
                { operator: "×", value: "0.95", name: "Controls", sentence: "Reduced 5%: runtime alert.", bar: 0.95 },
              ]}
              result={70.3}
              band="High"
              floor="Floor for malicious code in production is 85.5; not needed here."
              lowers={[
                { action: "Quarantine the digest", score: 43.9, band: "Medium", note: "closes path A" },
                { action: "Deny egress", score: 57, band: "Medium" },
              ]}
            />
          </Section>
          <Section title="What to do">
            <Button variant="filled" className="w-full">
              Quarantine digest
            </Button>
            <DefinitionList
              className="mt-4"
              termWidth={72}
              items={[
                { term: "Ticket", value: <TicketStatus state="in_progress">SMP-1 in progress</TicketStatus> },
                { term: "Owner", value: <Avatar name="T. Sample" /> },
                {
                  term: "Due",
                  value: <DueClock dueAt="2026-11-19T12:00:00Z" openedAt="2026-11-16T00:00:00Z" now={NOW} />,
                },
                { term: "From", value: null },
                {
                  term: "Digest",
                  value: <Mono text={"9f3c71e0".repeat(8)} cut={{ head: 8, tail: 6 }} copyLabel="Copy digest" />,
                },
              ]}
            />
          </Section>
        </div>
        <Section title="Path A, in section" note="3 hops across 3 strata" className="mt-8">
          <PathInSection
            hops={[
              {
                id: "1",
                name: "sample-triage-bert",
                note: "runs code on load",
                stratum: "model",
                severity: "critical",
              },
              {
                id: "2",
                name: "sample-endpoint-in-production",
                note: "loads it, egress open",
                stratum: "infrastructure",
              },
              { id: "3", name: "sample-role", note: "role, reads objects", stratum: "infrastructure" },
              { id: "4", name: "sample-claims-raw", note: "personal data", stratum: "data", target: true },
            ]}
            steps={[
              { words: "loaded by", evidenceClass: "verified" },
              { words: "runs as", evidenceClass: "observed" },
              { words: "can access", evidenceClass: "declared" },
            ]}
          />
        </Section>
        <Section title="Lineage" className="mt-8">
          <LineageTable
            label="Lineage of sample-triage-bert"
            now={NOW}
            caption="All 3 relations within 2 hops"
            rows={(["verified", "observed", "inferred"] as const).map((c, i) => ({
              id: c,
              direction: i ? ("downstream" as const) : ("upstream" as const),
              depth: i + 1,
              from: { name: "sample-triage-bert", kind: "model" as const, href: "/parts" },
              relation: "trained on",
              to: { name: "sample-train", kind: i ? ("dataset" as const) : ("plugin" as const), family: i === 2 },
              evidenceClass: c,
              pointer: i === 2 ? null : "adapter_config.json /base_model",
              seenAt: i === 2 ? null : "2026-11-17T07:40:00Z",
              worst: i === 0 ? ("Critical" as const) : i === 1 ? null : undefined,
              selected: i === 0,
            }))}
          />
        </Section>
        <Section title="Run" className="mt-8">
          <StagePhases
            inHand="sample-model/optimizer.pt · data/38"
            tallies={["+4 files new", "1 skipped: gated"]}
            stages={[
              { stage: "collect", state: "done", done: 131, total: 131, note: "repositories" },
              { stage: "reconcile", state: "done", done: 131, total: 131, note: "revisions" },
              { stage: "scan", state: "running", done: 61, total: 94, note: "files, 38.2 MB read" },
              { stage: "link", state: "waiting", done: 0, total: null, note: null },
              { stage: "rank", state: "waiting", done: 0, total: null, note: null },
            ]}
          />
        </Section>
        <Section title="Marks" className="mt-8">
          <div className="flex flex-col gap-4">
            <div className="flex flex-wrap gap-6">
              {(Object.keys(SEVERITY_LABEL) as (keyof typeof SEVERITY_LABEL)[]).map((s) => (
                <SeverityMark key={s} severity={s} />
              ))}
              <BandMark band={null} />
              <BandMark band="High" score={73.8} />
            </div>
            <div className="flex flex-wrap gap-6">
              {STRATA.map((f) => (
                <FaultLineMark key={f} faultLine={f} />
              ))}
              <FaultLineMark faultLine="data" size={20} word="name" />
            </div>
            <div className="flex flex-wrap gap-6">
              {TicketState.options.map((s) => (
                <TicketStatus key={s} state={s} />
              ))}
            </div>
            <div className="flex flex-wrap gap-6">
              {(Object.keys(EVIDENCE_CLASS_LABEL) as (keyof typeof EVIDENCE_CLASS_LABEL)[]).map((c) => (
                <EvidenceClassMark key={c} evidenceClass={c} form="sentence" width={48} />
              ))}
            </div>
            <div className="flex flex-wrap gap-6">
              {(Object.keys(VERDICT_LABEL) as (keyof typeof VERDICT_LABEL)[]).map((v) => (
                <VerdictMark key={v} verdict={v} />
              ))}
            </div>
            <div className="flex flex-wrap items-center gap-6">
              <DueClock dueAt="2026-11-16T09:00:00Z" now={NOW} />
              <DueClock dueAt="2026-12-11T12:00:00Z" openedAt="2026-11-06T00:00:00Z" now={NOW} />
              <DueClock dueAt={null} now={NOW} />
              <Trace strata={["model", "infrastructure", "infrastructure", "data"]} />
              <Trace strata={["plugin"]} />
              <FreshnessTicks outcomes={["complete", "complete", "denied", "failed", "complete"]} />
              <FreshnessKey />
            </div>
            <div className="max-w-[480px]">
              <CoverageBar
                height={16}
                label="Parsed 2, opaque 75, not inspected 23 percent"
                parts={{ parsed: 0.2, opaque: 75, unknown: 24 }}
              />
              <div className="mt-2">
                <CoverageKey
                  items={[
                    { fill: "parsed", text: "Parsed 5.1 MB" },
                    { fill: "opaque", text: "Claimed 1.98 GB" },
                    { fill: "unknown", text: "Not inspected 347 MB" },
                  ]}
                />
              </div>
            </div>
            <div className="flex flex-wrap items-center gap-3">
              <Badge>New since Mon</Badge>
              <Badge variant="outline">outline</Badge>
              <Avatar name={null} />
              <Avatar name="T. Sample" />
              <Button>
                Open ticket <Kbd>t</Kbd>
              </Button>
            </div>
            <ControlSamples />
          </div>
        </Section>
        <Section title="Charts" className="mt-8">
          <ChartSamples />
        </Section>
        <Section title="States" className="mt-8">
          <PartialBanner action={<Button>Open source</Button>}>
            sample-cluster has not answered for 3 d. Counts are at least.
          </PartialBanner>
          <StaleBanner className="my-3">These numbers are from 14 Nov: no run has ended since.</StaleBanner>
          <StateSamples />
          <div className="grid gap-6 sm:grid-cols-2">
            <Empty
              title="No source has been read yet."
              body="Risks appear after the first run."
              action={<Button>Run now</Button>}
            />
            <Running title="The first run is under way." done={61} total={94} unit="files" />
          </div>
          <Loading label="Risks">
            <TilesSkeleton />
            <RowsSkeleton rows={3} />
          </Loading>
        </Section>
      </main>
    </PartsShell>
  );
}
