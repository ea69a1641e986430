import { RelativeTime } from "@/components/kit/relative-time";
import { showText } from "@/lib/domain/text";

type Entry = { at: string; actor: string; text: string };

/** What happened, newest first, by whom. */
export function HistoryList({ entries, now }: { entries: readonly Entry[]; now: string }) {
  if (entries.length === 0) return <p className="py-2 text-ink-3">Nothing is on record yet.</p>;
  return (
    <ol>
      {entries.map((entry) => (
        <li
          key={`${entry.at} ${entry.actor} ${entry.text}`}
          className="grid min-h-8 grid-cols-[88px_minmax(0,1fr)] items-baseline gap-x-3 py-1.5 max-sm:grid-cols-[72px_minmax(0,1fr)]"
        >
          <RelativeTime at={entry.at} now={now} className="text-ink-3" />
          <span className="min-w-0 break-words">
            <b className="font-medium">{showText(entry.actor, 80)}</b> {showText(entry.text, 600)}
          </span>
        </li>
      ))}
    </ol>
  );
}
