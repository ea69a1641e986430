import { CoverageBar, CoverageKey } from "@/components/kit/coverage-bar";
import { Magnitude } from "@/components/kit/magnitude";
import type { CoverageSum } from "./coverage-sum";
import { shareWords, sizeWords } from "./size-words";

/** Share accounted for, the bar, what was read: percent never without its whole. */
export function CoverageSummary({ sum }: { sum: CoverageSum }) {
  const whole = sum.parsed + sum.opaque + sum.unknown;
  const share = shareWords(sum.parsed + sum.opaque, whole);
  const items = [
    { fill: "parsed" as const, text: `Parsed ${sizeWords(sum.parsed)}` },
    { fill: "opaque" as const, text: `Claimed by a parser, opaque ${sizeWords(sum.opaque)}` },
    { fill: "unknown" as const, text: `Not inspected ${sizeWords(sum.unknown)}` },
  ];
  return (
    <div className="grid items-end gap-x-8 gap-y-4 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <div>
        <p className="caps">Accounted for</p>
        <p className="flex items-baseline gap-2">
          <Magnitude>{share}</Magnitude>
          {share !== null && <span className="text-ink-2 text-meta">of {sizeWords(whole)}</span>}
        </p>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        <CoverageBar
          height={16}
          parts={whole === 0 ? null : { parsed: sum.parsed, opaque: sum.opaque, unknown: sum.unknown }}
          label={items.map((i) => i.text).join(", ")}
        />
        <CoverageKey items={items} />
        {sum.unsized > 0 && (
          <p className="text-ink-3 text-meta">
            {sum.unsized.toLocaleString("en")} {sum.unsized === 1 ? "file has" : "files have"} no known size and no
            share in this sum.
          </p>
        )}
      </div>
      <div className="sm:text-right">
        <p className="caps">Read in all</p>
        <p>
          <Magnitude>{sizeWords(sum.bytesRead)}</Magnitude>
        </p>
      </div>
    </div>
  );
}
