import Link from "next/link";
import { AssetChip } from "@/components/posture/asset-chip";
import { BandMark } from "@/components/posture/band-mark";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";

/** Open risks of this asset: its own, and those that reach it by lineage. */
export function RisksTab({ risks }: { risks: AssetDetail["risks"] }) {
  if (risks.length === 0) {
    return (
      <p className="text-ink-2">No open risk stands on it. What no rule could evaluate is not counted as passed.</p>
    );
  }
  return (
    <ul>
      {risks.map((r) => (
        <li
          key={r.id}
          className="grid min-h-12 grid-cols-[84px_minmax(0,1fr)] items-center gap-x-3 border-hair border-b py-1.5 sm:grid-cols-[84px_minmax(0,1fr)_minmax(0,280px)]"
        >
          <BandMark band={r.band} score={r.scoreTenths / 10} word="name" />
          <span className="flex min-w-0 flex-col">
            <Link
              href={`/risks/${r.id}`}
              className="truncate font-medium hover:underline hover:underline-offset-3"
              title={showText(r.title)}
            >
              {showText(r.title)}
            </Link>
            <span className="text-ink-3 text-meta">{r.ruleId}</span>
          </span>
          <span className="flex min-h-6 min-w-0 items-center gap-1.5 text-ink-2 max-sm:col-start-2">
            {r.inheritedFrom === null ? (
              "Stands here"
            ) : (
              <>
                <span className="shrink-0 text-ink-3">From</span>
                <AssetChip
                  name={r.inheritedFrom.name}
                  kind={r.inheritedFrom.kind}
                  href={`/inventory/${r.inheritedFrom.id}`}
                />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
