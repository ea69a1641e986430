import { PathInSection } from "@/components/posture/path-in-section";
import { KIND_LABEL } from "@/lib/domain/asset";
import type { Way } from "@/lib/domain/views/graph-views";

/** `3 hops across 2 strata`. */
export function wayNote({ assets, steps }: Way): string {
  const strata = new Set(assets.map((a) => a.faultLine)).size;
  return `${steps.length} ${steps.length === 1 ? "hop" : "hops"} across ${strata} ${strata === 1 ? "stratum" : "strata"}`;
}

/** A way through the strata; a step that went meanwhile is drawn as the weakest evidence. */
export function WayPicture({ way }: { way: Way }) {
  return (
    <PathInSection
      hops={way.assets.map((a, i) => ({
        id: `${i} ${a.id}`,
        name: a.name,
        note: KIND_LABEL[a.kind].one,
        stratum: a.faultLine,
        href: `/inventory/${a.id}?tab=paths`,
        target: i === way.assets.length - 1,
      }))}
      steps={way.steps.map((s) => ({ words: s?.words ?? "reaches", evidenceClass: s?.class ?? "inferred" }))}
    />
  );
}
