import { usePatternId } from "@/components/kit/hatch";
import { middleCut } from "@/components/kit/middle-cut";
import { cn } from "@/components/ui/cn";
import { FAULT_LINE_LABEL, type FaultLine, STRATA } from "@/lib/domain/fault-line";
import type { EvidenceClass } from "@/lib/domain/relation";
import type { Severity } from "@/lib/domain/severity";
import { cutMiddle, showText } from "@/lib/domain/text";
import { EVIDENCE_CLASS_LABEL, EVIDENCE_STROKE, EvidenceClassMark } from "./evidence-class-mark";
import { FAULT_LINE_SHORT, FaultLineShape } from "./fault-line-mark";
import { LithologyPattern } from "./lithology";
import { layoutSection, SECTION } from "./section-geometry";
import { RisingBars, SEVERITY_LABEL } from "./severity-mark";

type SectionHop = {
  id: string;
  name: string;
  note?: string;
  stratum: FaultLine;
  severity?: Severity | undefined;
  href?: string;
  /** What is reached: an ink frame. */
  target?: boolean;
};

/** From hop i to hop i + 1: the words on the edge and how well it is known. */
type SectionStep = { words: string; evidenceClass: EvidenceClass };

export type PathInSectionProps = { hops: readonly SectionHop[]; steps: readonly SectionStep[] };

/** One sentence that says the picture. */
function pathWords(hops: readonly SectionHop[], steps: readonly SectionStep[]): string {
  return hops
    .map((hop, i) => (i === 0 ? showText(hop.name) : `${steps[i - 1]?.words ?? "reaches"} ${showText(hop.name)}`))
    .join(", ");
}

function Rows({ used, width, patternId }: { used: ReadonlySet<FaultLine>; width: number; patternId: string }) {
  return (
    <>
      {STRATA.map((s, i) => {
        const y = i * SECTION.rowHeight;
        return (
          <g key={s}>
            <LithologyPattern faultLine={s} id={`${patternId}${s}`} />
            <rect x="0" y={y} width="16" height={SECTION.rowHeight} fill={`url(#${patternId}${s})`} />
            <path d={`M0 ${y + 0.5}H${width}`} className="stroke-hair" />
            <g transform={`translate(28 ${y + 24})`}>
              <FaultLineShape faultLine={s} />
            </g>
            <text x="48" y={y + 35} className={cn("text-[12px]", used.has(s) ? "fill-ink" : "fill-ink-3")}>
              {FAULT_LINE_SHORT[s]}
            </text>
          </g>
        );
      })}
      <path d={`M0 ${STRATA.length * SECTION.rowHeight + 0.5}H${width}`} className="stroke-hair" />
    </>
  );
}

function Node({ hop, x, y }: { hop: SectionHop; x: number; y: number }) {
  const name = showText(hop.name);
  const { nodeWidth, nodeHeight } = SECTION;
  const body = (
    <g transform={`translate(${x} ${y})`}>
      <title>{hop.note ? `${name}, ${hop.note}` : name}</title>
      <rect
        width={nodeWidth}
        height={nodeHeight}
        rx="4"
        strokeWidth={hop.target ? 1.5 : 1}
        className={cn("fill-page", hop.target ? "stroke-ink" : "stroke-rule")}
      />
      <text x="10" y="18" className="fill-ink font-medium font-mono text-[11.5px]">
        {cutMiddle(name, 10, 9)}
      </text>
      {hop.note !== undefined && (
        <text x="10" y="33" className="fill-ink-3 text-[11px]">
          {middleCut(showText(hop.note), hop.severity ? 18 : 23, 0)}
        </text>
      )}
      {hop.severity && (
        <g transform={`translate(${nodeWidth - 24} ${nodeHeight - 18})`}>
          <RisingBars severity={hop.severity} label="" word="none" />
        </g>
      )}
    </g>
  );
  return hop.href === undefined ? body : <a href={hop.href}>{body}</a>;
}

/** The attack path as a section through the strata: where it runs, where it drops, what it reaches. On a phone a list. */
export function PathInSection({ hops, steps }: PathInSectionProps) {
  const patternId = usePatternId();
  const layout = layoutSection(hops.map((h) => h.stratum));
  const classes = [...new Set(steps.map((s) => s.evidenceClass))];
  return (
    <figure className="min-w-0">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
      <section tabIndex={0} aria-label="Path in section" className="overflow-x-auto max-sm:hidden">
        {/* biome-ignore lint/a11y/useSemanticElements: it holds links, so it is a named group and no image */}
        <svg
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          width="100%"
          style={{ minWidth: layout.width * 0.8, maxWidth: layout.width * 1.15 }}
          role="group"
          aria-label={pathWords(hops, steps)}
        >
          <defs>
            <marker
              id={`${patternId}a`}
              markerWidth="8"
              markerHeight="8"
              refX="2"
              refY="4"
              orient="auto"
              markerUnits="userSpaceOnUse"
            >
              <path d="M0 0.5 7 4 0 7.5Z" className="fill-ink" />
            </marker>
          </defs>
          <Rows used={new Set(hops.map((h) => h.stratum))} width={layout.width} patternId={patternId} />
          {layout.edges.map((edge, i) => {
            const step = steps[i];
            if (!step) return null;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              <g key={i}>
                <path
                  d={edge.path}
                  fill="none"
                  markerEnd={`url(#${patternId}a)`}
                  className="stroke-ink"
                  {...EVIDENCE_STROKE[step.evidenceClass]}
                />
                <text x={edge.labelX} y={edge.labelY} textAnchor={edge.anchor} className="fill-ink-3 text-[12px]">
                  {step.words}
                </text>
              </g>
            );
          })}
          {layout.nodes.map((node, i) => {
            const hop = hops[i];
            return hop ? <Node key={hop.id} hop={hop} x={node.x} y={node.y} /> : null;
          })}
        </svg>
      </section>
      <ol className="divide-y divide-hair border-hair border-y sm:hidden">
        {hops.map((hop, i) => {
          const step = i === 0 ? null : steps[i - 1];
          return (
            <li key={hop.id} className="py-2">
              {step && <span className="text-ink-3">{step.words} </span>}
              <span className="mono">{showText(hop.name)}</span>
              <span className="block text-ink-3 text-meta">
                {FAULT_LINE_LABEL[hop.stratum]}
                {hop.severity && ` · ${SEVERITY_LABEL[hop.severity]}`}
                {hop.note && ` · ${showText(hop.note)}`}
                {step && ` · ${EVIDENCE_CLASS_LABEL[step.evidenceClass].toLowerCase()}`}
              </span>
            </li>
          );
        })}
      </ol>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-meta">
        {classes.map((c) => (
          <EvidenceClassMark key={c} evidenceClass={c} form="sentence" />
        ))}
      </figcaption>
    </figure>
  );
}
