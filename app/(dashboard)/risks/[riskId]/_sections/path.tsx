import Link from "next/link";
import { Section } from "@/components/kit/section";
import { PathInSection } from "@/components/posture/path-in-section";
import { KIND_LABEL } from "@/lib/domain/asset";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { AssetRef } from "@/lib/domain/views/asset-views";
import type { RiskDetail } from "@/lib/domain/views/risk-views";

type RiskPathProps = { hops: RiskDetail["hops"]; faultLine: FaultLine; asset: AssetRef };

/** The way through the strata, drawn in section. A risk that stays where it is has none. */
export function RiskPath({ hops, asset }: RiskPathProps) {
  if (hops.length < 2) return null;
  const strata = new Set(hops.map((h) => h.asset.faultLine)).size;
  const steps = hops.slice(1);
  const note = `${steps.length} ${steps.length === 1 ? "hop" : "hops"} across ${strata} ${strata === 1 ? "stratum" : "strata"}`;
  return (
    <Section
      title="The path, in section"
      note={note}
      end={
        <Link href={`/inventory/${asset.id}?tab=lineage`} className="link py-1">
          Open in lineage
        </Link>
      }
    >
      <PathInSection
        hops={hops.map((h, i) => ({
          id: `${i} ${h.asset.id}`,
          name: h.asset.name,
          note: KIND_LABEL[h.asset.kind].one,
          stratum: h.asset.faultLine,
          href: `/inventory/${h.asset.id}`,
          target: i === hops.length - 1,
        }))}
        // A hop whose class nobody noted is drawn as the weakest.
        steps={steps.map((h) => ({ words: h.words ?? "reaches", evidenceClass: h.class ?? "inferred" }))}
      />
    </Section>
  );
}
