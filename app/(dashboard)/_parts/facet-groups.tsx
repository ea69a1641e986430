import type { FacetGroup, FacetOption } from "@/components/kit/facets";
import { Hatch } from "@/components/kit/hatch";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { FaultLine } from "@/lib/domain/fault-line";
import type { Facet } from "@/lib/domain/page";
import { Band } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";

function labelOf(groupId: string, facet: Facet) {
  const band = groupId === "band" ? Band.safeParse(facet.value) : null;
  if (band?.success) return <BandMark band={band.data} />;
  const line = groupId === "line" ? FaultLine.safeParse(facet.value) : null;
  if (line?.success) return <FaultLineMark faultLine={line.data} word="short" />;
  if (facet.value === "unknown") {
    return (
      <span className="inline-flex items-center gap-1.5">
        <Hatch size={12} /> {showText(facet.label, 60)}
      </span>
    );
  }
  return <span title={showText(facet.label)}>{showText(facet.label, 60)}</span>;
}

/** Facets of a page as groups of boxes; a chosen value that no longer counts anything stays, so that it can be undone. */
export function facetGroup(
  id: string,
  label: string,
  facets: readonly Facet[],
  chosen: readonly string[],
  closed = false,
): FacetGroup {
  const known = new Set(facets.map((f) => f.value));
  const lost = chosen.filter((v) => !known.has(v)).map((value) => ({ value, label: value, count: 0 }));
  const options: FacetOption[] = [...facets, ...lost].map((f) => ({
    value: f.value,
    label: labelOf(id, f),
    count: f.count,
  }));
  return { id, label, options, closed };
}
