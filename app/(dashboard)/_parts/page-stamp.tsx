import { AsOf } from "@/components/kit/as-of";
import { Hatch } from "@/components/kit/hatch";
import type { AsOf as Stamp } from "@/lib/domain/page";

/** The as-of stamp of the top bar; before the first run there is no moment to name. */
export function PageStamp({ asOf }: { asOf: Stamp }) {
  if (asOf.at === null) {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-3 text-meta">
        <Hatch size={12} /> Nothing run yet
      </span>
    );
  }
  return <AsOf at={asOf.at} now={asOf.now} />;
}
