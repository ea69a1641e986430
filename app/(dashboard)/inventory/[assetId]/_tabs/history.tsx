import { RelativeTime } from "@/components/kit/relative-time";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { FieldChanges } from "../../../_past/field-changes";
import { keepPast } from "../../../_past/past-param";

type Entry = AssetDetail["history"][number];

/** The asset's life, newest first: when it came, each field that changed, when it went and why. */
export function HistoryTab({ entries, now }: { entries: readonly Entry[]; now: string }) {
  if (entries.length === 0) return <p className="py-2 text-ink-3">Nothing is on record yet.</p>;
  return (
    <ol>
      {entries.map((entry) => (
        <li
          key={`${entry.at} ${entry.run} ${entry.text} ${changeKey(entry.changes)}`}
          className="grid min-h-8 grid-cols-[88px_minmax(0,1fr)] items-baseline gap-x-3 border-hair border-b py-1.5 max-sm:grid-cols-[72px_minmax(0,1fr)]"
        >
          <RelativeTime at={entry.at} now={now} className="text-ink-3" />
          <div className="min-w-0">
            <p className="break-words">
              {showText(entry.text, 600)}
              {entry.run !== "" && (
                <a href={keepPast("?tab=summary", entry.run)} className="link ml-2 text-ink-2">
                  as of {showText(entry.run, 60)}
                </a>
              )}
            </p>
            {entry.changes && <FieldChanges changes={entry.changes} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

const changeKey = (changes: Entry["changes"]) => changes?.map((c) => c.field).join(" ") ?? "";
