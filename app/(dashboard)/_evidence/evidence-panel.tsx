"use client";

import { useQuery } from "@tanstack/react-query";
import { BoxSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { AssetChip } from "@/components/posture/asset-chip";
import { EvidenceViewer } from "@/components/posture/evidence-viewer";
import { showText } from "@/lib/domain/text";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { PartError } from "../_parts/part-error";
import { evidenceQuery } from "./query-options";
import { viewerProps } from "./viewer-props";

type EvidencePanelProps = {
  id: string;
  /** The chosen byte, for the URL; without it the viewer keeps its own. */
  chosen?: number | null;
  onChosenChange?: (offset: number) => void;
};

function Places({ places }: { places: EvidenceView["places"] }) {
  if (places.length === 0)
    return <p className="py-2 text-ink-3">No place on the estate is known for these bytes now.</p>;
  return (
    <ul className="divide-y divide-hair">
      {places.map((place) => (
        <li key={`${place.asset.id} ${place.path}`} className="flex min-w-0 items-center gap-3 py-1.5">
          <AssetChip name={place.asset.name} kind={place.asset.kind} href={`/inventory/${place.asset.id}`} />
          <span className="mono min-w-0 truncate text-ink-2" title={showText(place.path)}>
            {showText(place.path)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function RecordText({ evidence }: { evidence: EvidenceView }) {
  const { body: _body, ...record } = evidence;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
    <section tabIndex={0} aria-label="Record" className="max-h-96 overflow-auto">
      <pre className="mono text-code-sm">
        {JSON.stringify(record, (_, value: unknown) => (typeof value === "string" ? showText(value, 2_000) : value), 2)}
      </pre>
    </section>
  );
}

/** One piece of evidence, read when it is asked for. */
export function EvidencePanel({ id, chosen, onChosenChange }: EvidencePanelProps) {
  const query = useQuery(evidenceQuery(id));
  if (query.isPending) {
    return (
      <Loading label="Reading the evidence">
        <BoxSkeleton height={420} />
      </Loading>
    );
  }
  if (query.isError) {
    return <PartError title="This evidence could not be read." error={query.error} onRetry={() => query.refetch()} />;
  }
  const evidence = query.data;
  return (
    <EvidenceViewer
      key={evidence.id}
      {...viewerProps(evidence)}
      {...(chosen === undefined || chosen === null ? {} : { chosen })}
      {...(onChosenChange ? { onChosenChange } : {})}
      lenses={[
        { id: "places", label: "Places", count: evidence.places.length, content: <Places places={evidence.places} /> },
        { id: "record", label: "Record", content: <RecordText evidence={evidence} /> },
      ]}
    />
  );
}
