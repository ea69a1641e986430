"use client";

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

function disagreements(facts: AssetDetail["facts"]): number {
  const values = new Map<string, Set<string>>();
  for (const f of facts) {
    const known = values.get(f.property) ?? new Set<string>();
    values.set(f.property, known.add(JSON.stringify(f.value)));
  }
  return [...values.values()].filter((v) => v.size > 1).length;
}

/** What each source says, which of it is used, and by what other names the asset goes. */
export function SummaryTab({ asset, mayDecide }: { asset: AssetDetail; mayDecide: boolean }) {
  const facts = asset.facts.map((f, i) => ({ ...f, id: `${i} ${f.property}` }));
  const apart = disagreements(asset.facts);
  const note = apart === 0 ? "every source agrees" : `sources disagree on ${apart}; all are shown, one is used`;
  return (
    <div className="flex flex-col gap-7">
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
          />
        )}
      </Section>
      <Section title="Names and sources">
        <DefinitionList
          className="pb-4"
          termWidth={112}
          items={[
            {
              term: "Sources",
              value: asset.sources.length === 0 ? null : asset.sources.map((s) => showText(s, 60)).join(", "),
              unknown: "No source sees it now",
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
