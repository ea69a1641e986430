import { CoverageBar } from "@/components/kit/coverage-bar";
import { AnswerRow, AnswerTile } from "@/components/kit/magnitude";
import { showText } from "@/lib/domain/text";
import type { SourcesView } from "@/lib/domain/views/work-views";
import { isActive } from "../../_sources/run-words";

/** Coverage, denied, stale, running: each with its whole. */
export function SourceTiles({ view }: { view: SourcesView }) {
  const { coverage, sources } = view;
  const n = (value: number) => value.toLocaleString("en");
  const running = sources.filter((s) => isActive(s.run));
  const words = coverage.total > 0 ? `${n(coverage.seen)} of ${n(coverage.total)}` : null;
  const first = running[0];
  return (
    <AnswerRow className="border-b-0">
      <AnswerTile size="sm" label="Coverage" answer={words} sentence="resources answered for">
        <div className="mt-1.5">
          <CoverageBar
            parts={
              coverage.total > 0
                ? { parsed: coverage.seen, unknown: Math.max(0, coverage.total - coverage.seen) }
                : null
            }
            label={words === null ? "Coverage is not known yet" : `${words} answered`}
          />
        </div>
      </AnswerTile>
      <AnswerTile
        size="sm"
        label="Denied"
        answer={coverage.total > 0 ? n(view.denied) : null}
        sentence="resources we may not read"
      />
      <AnswerTile
        size="sm"
        label="Stale"
        answer={`${n(view.stale)} of ${n(sources.length)}`}
        sentence="sources past their own limit"
      />
      <AnswerTile
        size="sm"
        label="Running"
        answer={`${n(running.length)} of ${n(sources.length)}`}
        sentence={
          first ? `${showText(first.name, 40)}, ${showText(first.stateWords, 40).toLowerCase()}` : "all is quiet"
        }
      />
    </AnswerRow>
  );
}
