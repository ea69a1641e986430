import { Hatch } from "@/components/kit/hatch";
import type { Json } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import type { FieldChange } from "@/lib/domain/views/asset-views";

/** More fields than this are counted, not listed. */
const LISTED = 12;

function Value({ value }: { value: Json }) {
  if (value === null)
    return (
      <span className="inline-flex items-center gap-1 text-ink-3">
        <Hatch size={12} /> nobody said
      </span>
    );
  return (
    <span className="mono wrap-anywhere">
      {showText(typeof value === "string" ? value : JSON.stringify(value), 160)}
    </span>
  );
}

/** `license  mit → apache-2.0`, one line a field. */
export function FieldChanges({ changes }: { changes: readonly FieldChange[] }) {
  const left = changes.length - LISTED;
  return (
    <ul className="text-meta">
      {changes.slice(0, LISTED).map((c) => (
        <li key={c.field} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="text-ink-3">{showText(c.field.replace(/^props\./, ""), 60).replaceAll("_", " ")}</span>
          <Value value={c.from} />
          <span aria-hidden>→</span>
          <Value value={c.to} />
        </li>
      ))}
      {left > 0 && <li className="text-ink-3">and {left.toLocaleString("en")} more fields</li>}
    </ul>
  );
}
