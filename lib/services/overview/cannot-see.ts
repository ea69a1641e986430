import type { Overview } from "@/lib/domain/views/risk-views";
import type { ScanLedger, SourcesView } from "@/lib/domain/views/work-views";
import { percent } from "./words";

/** What was not looked at, said as plainly as what was: unread bytes, unfinished scans, denied and stale sources. */
export function cannotSee(o: {
  totals: ScanLedger["totals"];
  sources: SourcesView;
  confirmed: { seen: number; total: number };
}): Overview["cannotSee"] {
  const rows: Overview["cannotSee"] = [];
  const { coverage, byVerdict, queued } = o.totals;
  if (coverage.bytesUnclaimed > 0) {
    rows.push({
      faultLine: "model",
      title: `${percent(coverage.bytesUnclaimed / coverage.bytesTotal)} of model bytes`,
      detail: `${byVerdict.not_scanned + byVerdict.error} files no parser could read in full`,
      share: 1 - coverage.bytesUnclaimed / coverage.bytesTotal,
      href: "/scans?verdict=not_scanned,error",
    });
  }
  if (queued > 0) {
    rows.push({
      faultLine: "model",
      title: `${queued} ${queued === 1 ? "file waits" : "files wait"} for a scan`,
      detail: "their verdict is unknown until then",
      share: null,
      href: "/scans",
    });
  }
  const missing = o.confirmed.total - o.confirmed.seen;
  if (missing > 0) {
    rows.push({
      faultLine: null,
      title: `${missing} of ${o.confirmed.total} assets`,
      detail: "not confirmed by the newest run of their source",
      share: o.confirmed.seen / o.confirmed.total,
      href: "/inventory",
    });
  }
  for (const s of o.sources.sources) {
    if (s.state === "healthy" || s.state === "running") continue;
    rows.push({
      faultLine: null,
      title: s.name,
      detail: `${s.stateWords}: ${s.seen.words}`,
      share: s.seen.total === 0 ? 0 : s.seen.ok / s.seen.total,
      href: "/sources",
    });
  }
  return rows.slice(0, 8);
}
