import { cn } from "@/components/ui/cn";
import type { OpcodeLine } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { hexOffset } from "./hex-rows";

/** What the symbolic machine holds after the chosen opcode, and the call it would make. */
export function StackPanel({ line, call }: { line: OpcodeLine | null; call: string | null }) {
  if (line === null) return <p className="text-ink-3 text-meta">Choose an opcode to see the stack.</p>;
  return (
    <div aria-live="polite">
      <p className="caps">
        Stack at <span className="mono text-code-sm normal-case tracking-normal">{hexOffset(line.offset)}</span>
      </p>
      {line.stack.length === 0 ? (
        <p className="mt-1.5 text-ink-3 text-meta">Empty</p>
      ) : (
        <ol aria-label="Stack, top first" className="mt-1.5 divide-y divide-hair rounded-chip border border-hair">
          {line.stack.map((entry, i) => {
            const text = showText(entry, 200);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an entry of a stack is its place
              <li key={i} className="mono flex h-6 items-center gap-2 px-2 text-code-sm">
                <span className="w-5 shrink-0 text-ink-3">{i === 0 ? "top" : ""}</span>
                <span
                  className={cn("truncate", entry === "MARK" && "text-ink-3", i === 0 && "font-medium")}
                  title={text}
                >
                  {text}
                </span>
              </li>
            );
          })}
        </ol>
      )}
      {call !== null && (
        <>
          <p className="caps mt-4">Call made</p>
          <p className="mono mt-1 break-all text-code-sm">{showText(call, 400)}</p>
          <p className="mt-2 text-ink-3 text-meta">Simulated. Nothing was run, no address was opened.</p>
        </>
      )}
    </div>
  );
}
