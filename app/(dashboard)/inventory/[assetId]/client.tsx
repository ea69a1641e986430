"use client";

import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { TopBar } from "@/components/kit/top-bar";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { KIND_LABEL } from "@/lib/domain/asset";
import type { AsOf } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { EvidenceSheet } from "../../_evidence/evidence-sheet";
import { PastControl } from "../../_past/past-control";
import { PastNote } from "../../_past/past-note";
import { keepPast } from "../../_past/past-param";
import { FilesTab } from "./_tabs/files";
import { HistoryTab } from "./_tabs/history";
import { LineageTab } from "./_tabs/lineage";
import { PathsTab } from "./_tabs/paths";
import { RecallTab } from "./_tabs/recall";
import { RisksTab } from "./_tabs/risks";
import { SummaryTab } from "./_tabs/summary";
import { UsedByTab } from "./_tabs/used-by";
import { AssetHead } from "./head";
import { ASSET_DETAIL_PARAMS, TABS, type Tab } from "./search-params";

const LABEL: Record<Tab, string> = {
  summary: "Summary",
  lineage: "Lineage",
  files: "Files & scans",
  risks: "Risks",
  "used-by": "Blast radius",
  recall: "Recall",
  paths: "Paths",
  history: "History",
};

function countOf(tab: Tab, asset: AssetDetail): number | null {
  switch (tab) {
    case "lineage":
      return asset.counts === null ? null : asset.counts.upstream + asset.counts.downstream;
    case "files":
      return asset.files.length;
    case "risks":
      return asset.risks.length;
    case "used-by":
      return asset.blast;
    default:
      return null;
  }
}

/** The asset's page: head, facts, tabs held in the address. */
export function AssetClient({ asset, asOf, mayDecide }: { asset: AssetDetail; asOf: AsOf; mayDecide: boolean }) {
  const [{ tab }, setParams] = useQueryStates(ASSET_DETAIL_PARAMS);
  const name = showText(asset.name, 80);
  const panels: Record<Tab, ReactNode> = {
    summary: <SummaryTab asset={asset} mayDecide={mayDecide} />,
    lineage: <LineageTab asset={asset} now={asOf.now} />,
    files: <FilesTab files={asset.files} now={asOf.now} />,
    risks: <RisksTab risks={asset.risks} />,
    "used-by": <UsedByTab id={asset.id} />,
    recall: <RecallTab id={asset.id} name={asset.name} />,
    paths: <PathsTab asset={asset} />,
    history: <HistoryTab entries={asset.history} now={asOf.now} />,
  };
  return (
    <>
      <TopBar
        crumbs={[
          { label: "Inventory", href: keepPast("/inventory", asset.past?.run ?? null) },
          { label: KIND_LABEL[asset.kind].many, href: `/inventory?kind=${asset.kind}` },
          { label: name },
        ]}
        asOf={<PastControl asOf={asOf} />}
      />
      <main id="main" tabIndex={-1} className="px-6 py-6 outline-none max-sm:px-4">
        {asset.past && (
          <PastNote past={asset.past}>
            Name, owner, environment, levels, properties and lineage are of then. Files, risks, used by and history are
            of now.
          </PastNote>
        )}
        <AssetHead asset={asset} />
        <Tabs
          value={tab}
          onValueChange={(next) => void setParams({ tab: TABS.find((t) => t === next) ?? "summary" })}
          className="mt-3"
        >
          <TabsList aria-label="About this asset">
            {TABS.map((t) => {
              const count = countOf(t, asset);
              return (
                <TabsTrigger key={t} value={t}>
                  {LABEL[t]}
                  {count !== null && (
                    <span className="font-normal text-ink-3 text-meta">
                      {t === "lineage" && asset.counts?.partial && "≥ "}
                      {count.toLocaleString("en")}
                    </span>
                  )}
                </TabsTrigger>
              );
            })}
          </TabsList>
          {TABS.map((t) => (
            <TabsContent key={t} value={t} className="pt-5">
              {panels[t]}
            </TabsContent>
          ))}
        </Tabs>
        <EvidenceSheet />
      </main>
    </>
  );
}
