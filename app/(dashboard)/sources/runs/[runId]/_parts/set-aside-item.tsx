import Link from "next/link";
import { CopyButton } from "@/components/kit/copy-button";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { SetAsideRow } from "@/lib/domain/views/intake-views";
import { RUN_STATE_WORDS } from "../../../../_sources/run-words";

const SHOWN_CHARS = 4_000;

/** `line 17` reads as it is; a pointer is shown in mono beside its path. */
function placeOf(row: SetAsideRow): { line: string | null; path: string } {
  const line = /^line \d+$/.test(row.pointer) ? row.pointer.replace("line", "Line") : null;
  const path = line === null ? `${row.path} ${row.pointer}` : row.path;
  return { line, path: showText(path.trim(), 240) };
}

function StateWords({ row }: { row: SetAsideRow }) {
  if (row.state === "waiting") return null;
  if (row.state === "dismissed") return <span>dismissed</span>;
  return row.replayRun === null ? (
    <span>replayed</span>
  ) : (
    <span>
      replayed as{" "}
      <Link href={`/sources/runs/${row.replayRun.id}`} className="link">
        {showText(row.replayRun.key, 40)}
      </Link>
      , {RUN_STATE_WORDS[row.replayRun.state].toLowerCase()}
    </span>
  );
}

type SetAsideItemProps = {
  row: SetAsideRow;
  mayAct: boolean;
  onReplay: () => void;
  onDismiss: (undo: boolean) => void;
};

/** One record: where it stands, why it was set aside, itself as inert text, and what to do with it. */
export function SetAsideItem({ row, mayAct, onReplay, onDismiss }: SetAsideItemProps) {
  const { line, path } = placeOf(row);
  const named = line ?? path;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-hair border-b py-2">
      <div className="min-w-0 flex-1 basis-96">
        <p className="flex flex-wrap items-baseline gap-x-2">
          {line !== null && <span className="font-medium">{line}</span>}
          <span className="mono text-code-sm text-ink-3 wrap-anywhere">{path}</span>
          <span className="text-ink-3 text-meta">
            <StateWords row={row} />
          </span>
        </p>
        <p className="text-ink-2 wrap-anywhere">{showText(row.reason, 400)}</p>
        {row.record === null ? (
          <p className="text-ink-3 text-meta">The record itself is not kept here.</p>
        ) : (
          <details className="mt-1">
            <summary className="w-fit cursor-pointer py-0.5 text-ink-3 text-meta hover:text-ink">
              The record, {row.record.length.toLocaleString("en")} characters
            </summary>
            <div className="mt-1 flex items-start gap-1">
              <pre className="mono max-h-64 min-w-0 flex-1 overflow-auto rounded-md bg-wash p-2 text-code-sm whitespace-pre-wrap wrap-anywhere">
                {showText(row.record, SHOWN_CHARS)}
              </pre>
              <CopyButton text={row.record} label={`Copy the record of ${named}`} />
            </div>
          </details>
        )}
      </div>
      {mayAct && row.state !== "replayed" && (
        <div className="flex gap-1">
          {row.state === "waiting" && row.record !== null && (
            <Button onClick={onReplay} aria-label={`Replay ${named}`}>
              Replay
            </Button>
          )}
          <Button
            variant="quiet"
            onClick={() => onDismiss(row.state === "dismissed")}
            aria-label={row.state === "dismissed" ? `Take back the dismissal of ${named}` : `Dismiss ${named}`}
          >
            {row.state === "dismissed" ? "Take back" : "Dismiss"}
          </Button>
        </div>
      )}
    </li>
  );
}
