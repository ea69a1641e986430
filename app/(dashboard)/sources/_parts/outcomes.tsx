import { Check, CircleSlash, Lock, Unplug } from "lucide-react";
import { showText } from "@/lib/domain/text";
import type { RunDetail } from "@/lib/domain/views/work-views";

type Scope = RunDetail["scopes"][number];

const ICON = { complete: Check, partial: CircleSlash, denied: Lock, failed: Unplug } as const;
const WORD = { complete: "complete", partial: "partial", denied: "denied", failed: "no answer" } as const;
const ORDER = { failed: 0, denied: 1, partial: 2, complete: 3 } as const;

/** What each scope answered, worst first, with the reason and the way to get the rest. Gaps are never left out. */
export function ScopeOutcomes({ scopes, completeShown }: { scopes: readonly Scope[]; completeShown?: number }) {
  if (scopes.length === 0) return <p className="text-ink-3">No scope has answered yet.</p>;
  const sorted = [...scopes].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome]);
  const gaps = sorted.filter((s) => s.outcome !== "complete").length;
  const rows = completeShown === undefined ? sorted : sorted.slice(0, gaps + completeShown);
  const left = sorted.length - rows.length;
  return (
    <ul className="border-hair border-t">
      {rows.map((scope) => {
        const Icon = ICON[scope.outcome];
        return (
          <li key={`${scope.scope} ${scope.resourceType}`} className="flex gap-2 border-hair border-b py-1.5">
            <Icon className="mt-[3px] size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="flex min-w-0 gap-2">
                <span className="min-w-0 truncate font-medium">
                  {scope.resourceType === "" && scope.scope === ""
                    ? "The whole source"
                    : showText(scope.resourceType, 60)}{" "}
                  <span className="font-normal text-ink-3">{showText(scope.scope, 80)}</span>
                </span>
                <span className="ml-auto shrink-0 text-ink-2">
                  {scope.outcome !== "complete" && scope.seen === 0 ? "" : `${scope.seen.toLocaleString("en")} seen, `}
                  {WORD[scope.outcome]}
                </span>
              </p>
              {scope.reason !== null && (
                <p className="text-ink-2 text-meta wrap-anywhere">{showText(scope.reason, 400)}</p>
              )}
            </div>
          </li>
        );
      })}
      {left > 0 && (
        <li className="py-1.5 text-ink-3">
          {left.toLocaleString("en")} more {left === 1 ? "scope" : "scopes"} answered in full
        </li>
      )}
    </ul>
  );
}

const SHOWN = 50;

/** Records that could not be used: where each stands and why. The rest of the page went on without them. */
export function SetAside({ records }: { records: RunDetail["quarantined"] }) {
  if (records.length === 0) return <p className="text-ink-3">Every record could be used.</p>;
  return (
    <>
      <ul className="border-hair border-t">
        {records.slice(0, SHOWN).map((record) => (
          <li key={`${record.path} ${record.pointer} ${record.reason}`} className="border-hair border-b py-1.5">
            <p className="mono text-code-sm wrap-anywhere">
              {showText(record.path, 160)} <span className="text-ink-3">{showText(record.pointer, 160)}</span>
            </p>
            <p className="text-ink-2 text-meta wrap-anywhere">{showText(record.reason, 300)}</p>
          </li>
        ))}
      </ul>
      {records.length > SHOWN && (
        <p className="mt-1 text-ink-3 text-meta">
          {SHOWN} of {records.length.toLocaleString("en")} are shown.
        </p>
      )}
    </>
  );
}
