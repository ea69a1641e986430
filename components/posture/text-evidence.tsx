import { cn } from "@/components/ui/cn";
import { showText } from "@/lib/domain/text";

export type TextLine = { number: number; text: string };

type TextEvidenceProps = { lines: readonly TextLine[]; marked: ReadonlySet<number> };

/** Lines of a document with those the pointer leads to marked by tint, bar and weight. Always text, never markup. */
export function TextEvidence({ lines, marked }: TextEvidenceProps) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys
      tabIndex={0}
      aria-label="Lines of the document"
      className="max-h-[504px] overflow-auto py-1 focus-visible:-outline-offset-2"
    >
      <table className="mono min-w-full border-collapse">
        <thead className="sr-only">
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const hit = marked.has(line.number);
            return (
              <tr key={line.number} className={cn("h-5", hit && "bg-critical-tint font-medium")}>
                <td
                  className={cn(
                    "w-12 select-none pr-3 pl-3 text-right align-top text-ink-3",
                    hit && "text-ink-2 shadow-[inset_3px_0_0_var(--critical)]",
                  )}
                >
                  {line.number}
                </td>
                <td className="whitespace-pre pr-3">
                  {hit && <span className="sr-only">Found here: </span>}
                  {showText(line.text.replaceAll("\t", "    "), 2000)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
