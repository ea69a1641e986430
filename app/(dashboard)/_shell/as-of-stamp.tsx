import { AsOf } from "@/components/kit/as-of";
import { Hatch } from "@/components/kit/hatch";
import type { AsOf as AsOfValue } from "@/lib/domain/page";
import { NowNote } from "./now-note";

type AsOfStampProps = { asOf: AsOfValue; staleSources?: { stale: number; total: number } };

/** The stamp of a page's numbers; hatched words while no run has been ranked. */
export function AsOfStamp({ asOf, staleSources }: AsOfStampProps) {
  if (asOf.at === null) {
    return (
      <span className="flex items-center gap-1.5 whitespace-nowrap text-ink-3 text-meta">
        <Hatch size={12} />
        Nothing ranked yet
      </span>
    );
  }
  const { stale = 0, total = 0 } = staleSources ?? {};
  return (
    <>
      <NowNote />
      <AsOf
        at={asOf.at}
        now={asOf.now}
        stale={stale > 0 ? { text: `${stale} of ${total} sources stale`, href: "/sources" } : null}
      />
    </>
  );
}
