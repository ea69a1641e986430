import { dayTime } from "@/components/kit/time-words";
import { Strata, type Stratum } from "@/components/posture/strata-row";
import { STRATA } from "@/lib/domain/fault-line";
import { showText } from "@/lib/domain/text";
import type { Overview } from "@/lib/domain/views/risk-views";
import { signed } from "../../words";
import { pathColumns } from "./paths";

type Line = Overview["strata"][number];

/** Before a stratum is ranked its counts are not zero, they are unknown. */
function stratumOf(line: Line): Stratum {
  const { seen, total, reason } = line.observed;
  const looked = total > 0 || line.posture !== null;
  const assets = `${line.assets.toLocaleString("en")} ${line.assets === 1 ? "asset" : "assets"}`;
  return {
    faultLine: line.faultLine,
    assets: looked ? [assets, showText(line.detail, 60)].filter((w) => w !== "").join(" · ") : "not surveyed",
    counts: line.posture === null ? null : line.open,
    posture: line.trend.map((p) => ({ at: dayTime(p.at), value: p.posture })),
    now: line.posture,
    delta: line.delta === null ? null : `${signed(line.delta)} since last run`,
    observed: total > 0 ? seen / total : null,
    observedNote: reason === null ? (total > 0 ? "all of it seen" : "not surveyed") : showText(reason, 80),
    hrefs: {
      risks: `/risks?line=${line.faultLine}`,
      inventory: `/risks?line=${line.faultLine}`,
      sources: "/sources",
    },
    bandHref: (band) => `/risks?band=${band}&line=${line.faultLine}`,
  };
}

/** Four strata, surface to bedrock, with the paths that cut through them. */
export async function StrataWidget({ overview }: { overview: Promise<Overview> }) {
  const { strata, decide } = await overview;
  const paths = pathColumns(decide.filter((r) => r.band === "Critical"));
  const lines = STRATA.flatMap((f) => strata.filter((s) => s.faultLine === f));
  return (
    <section className="mt-6" aria-label="Four strata">
      <Strata
        strata={lines.map(stratumOf)}
        paths={paths.map((p) => ({ id: p.id, label: `Path ${p.letter}`, href: `/risks/${p.id}`, order: p.order }))}
      />
      {paths.length > 0 && (
        <p className="mt-2 text-ink-3 text-meta max-lg:hidden">
          {paths.length === 1 ? "The critical path, numbered" : "Critical paths, numbered"} in the order an attacker
          takes them.{" "}
          {paths.map((p) => (
            <span key={p.id}>
              <b className="font-medium text-ink-2">{p.letter}</b> {showText(p.title, 90)}.{" "}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
