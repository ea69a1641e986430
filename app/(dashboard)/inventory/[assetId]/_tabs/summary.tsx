"use client";

import { Split } from "lucide-react";
import { DataTable } from "@/components/kit/data-table";
import { DefinitionList } from "@/components/kit/definition-list";
import { Section } from "@/components/kit/section";
import { tableColumns } from "@/components/kit/table-columns";
import { EvidenceClassMark } from "@/components/posture/evidence-class-mark";
import { Badge } from "@/components/ui/badge";
import type { Json } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { EvidenceButton } from "../../../_evidence/evidence-button";
import { JoinedList } from "./joined";

type Fact = AssetDetail["facts"][number] & { id: string };

/** A value from outside as text; what is no text stands as its JSON. */
function valueText(value: Json): string {
  return showText(typeof value === "string" ? value : JSON.stringify(value));
}

const col = tableColumns<Fact>();
const COLUMNS = [
  col.accessor("property", {
    header: "Fact",
    cell: (c) => <span className="block truncate">{showText(c.getValue(), 60).replaceAll("_", " ")}</span>,
    meta: { width: 160 },
  }),
  col.accessor("value", {
    header: "Value",
    cell: (c) => (
      <span className="mono block truncate" title={valueText(c.getValue())}>
        {valueText(c.getValue())}
      </span>
    ),
  }),
  col.accessor("used", {
    header: "Used",
    cell: (c) => (c.getValue() ? <Badge>Used</Badge> : <span className="text-ink-3">Not used</span>),
    meta: { width: 92 },
  }),
  col.accessor("dispute", {
    header: "Where sources differ",
    cell: (c) => {
      const dispute = c.getValue();
      if (dispute === null) return null;
      return (
        <span className="flex min-w-0 items-center gap-1.5" title={dispute}>
          <Split className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
          <span className="truncate">{dispute}</span>
        </span>
      );
    },
    meta: { width: 240, from: "sm" },
  }),
  col.accessor("source", {
    header: "Says",
    cell: (c) => (
      <span className="block truncate" title={showText(c.getValue())}>
        {showText(c.getValue(), 40)}
      </span>
    ),
    meta: { width: 180, from: "md" },
  }),
  col.accessor("class", {
    header: "How it is known",
    cell: (c) => <EvidenceClassMark evidenceClass={c.getValue()} />,
    meta: { width: 132, from: "md" },
  }),
  col.accessor("evidenceId", {
    header: "Evidence",
    cell: (c) => {
      const id = c.getValue();
      return id === null ? (
        <span className="text-ink-3">none kept</span>
      ) : (
        <EvidenceButton id={id}>Open</EvidenceButton>
      );
    },
    meta: { width: 92, from: "sm" },
  }),
];

/** Properties on which sources differ. */
function disagreements(facts: AssetDetail["facts"]): number {
  return new Set(facts.filter((f) => f.dispute !== null).map((f) => f.property)).size;
}

const PRECEDENCE =
  "Verified beats observed, observed beats declared, declared beats inferred; then the newer word; then the source connected first.";

/** What the sources agreed on at a past moment; who said what is kept for now alone. */
function PropertiesThen({ asset }: { asset: AssetDetail }) {
  const items = Object.entries(asset.props).map(([key, value]) => ({
    term: showText(key, 60).replaceAll("_", " "),
    value: value === null ? null : <span className="mono wrap-anywhere">{valueText(value)}</span>,
  }));
  return (
    <Section title="What was said" note="merged; who said what is kept for now only" rule={false}>
      {items.length === 0 ? (
        <p className="py-2 text-ink-3">No source gave a property.</p>
      ) : (
        <DefinitionList items={items} termWidth={160} />
      )}
    </Section>
  );
}

/** What each source says, which of it is used, and by what other names the asset goes. */
export function SummaryTab({ asset, mayDecide }: { asset: AssetDetail; mayDecide: boolean }) {
  const facts = asset.facts.map((f, i) => ({ ...f, id: `${i} ${f.property}` }));
  const apart = disagreements(asset.facts);
  const note = apart === 0 ? "every source agrees" : `sources disagree on ${apart}; all are shown, one is used`;
  return (
    <div className="flex flex-col gap-7">
      {asset.past && <PropertiesThen asset={asset} />}
      {asset.past === null && (
        <Section title="What the sources say" note={facts.length === 0 ? undefined : note} rule={false}>
          {facts.length === 0 ? (
            <p className="py-2 text-ink-3">No source gave a fact beyond its name.</p>
          ) : (
            <DataTable
              label="Facts by source"
              columns={COLUMNS}
              rows={facts}
              rowId={(f) => f.id}
              rowHeight={32}
              headTop={null}
              caption={apart === 0 ? undefined : PRECEDENCE}
            />
          )}
        </Section>
      )}
      <Section title="Names and sources">
        <DefinitionList
          className="pb-4"
          termWidth={112}
          items={[
            {
              term: "Sources",
              value: asset.sources.length === 0 ? null : asset.sources.map((s) => showText(s, 60)).join(", "),
              unknown: asset.past ? "Not kept for a past moment" : "No source sees it now",
            },
            {
              term: "Also known as",
              value:
                asset.aliases.length === 0 ? (
                  <span className="text-ink-3">No other name</span>
                ) : (
                  <ul>
                    {asset.aliases.map((a) => (
                      <li key={a} className="mono break-all">
                        {showText(a)}
                      </li>
                    ))}
                  </ul>
                ),
            },
            ...(asset.joined.length === 0
              ? []
              : [{ term: "Joined", value: <JoinedList joined={asset.joined} mayDecide={mayDecide} /> }]),
          ]}
        />
      </Section>
    </div>
  );
}
