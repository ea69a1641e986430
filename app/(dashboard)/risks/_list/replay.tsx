"use client";

import { CopyButton } from "@/components/kit/copy-button";
import { Mono } from "@/components/kit/mono";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { showText } from "@/lib/domain/text";
import type { RiskDetail } from "@/lib/domain/views/risk-views";

const COMMAND = "faultline score -";

/** The frozen inputs of the score, and the command that turns them into the same number on any machine. */
export function Replay({ risk }: { risk: Pick<RiskDetail, "inputs" | "formulaVersion"> }) {
  const inputs = JSON.stringify(risk.inputs, null, 2);
  return (
    <Popover>
      <PopoverTrigger className="link py-1">Formula {risk.formulaVersion} · replay</PopoverTrigger>
      <PopoverContent align="end" className="w-96 max-w-[calc(100vw-32px)]">
        <p className="text-ink-2">Give these inputs to the command: it prints the same score, factor by factor.</p>
        <p className="mt-2 flex items-center justify-between rounded-md border border-hair px-2 py-1">
          <Mono text={COMMAND} copyLabel="Copy the command" />
        </p>
        <div className="mt-2 flex items-center justify-between">
          <span className="caps">Inputs</span>
          <CopyButton text={inputs} label="Copy the inputs" />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys */}
        <section tabIndex={0} aria-label="Inputs" className="max-h-56 overflow-auto rounded-md border border-hair p-2">
          <pre className="mono text-code-sm">
            {inputs
              .split("\n")
              .map((line) => showText(line, 400))
              .join("\n")}
          </pre>
        </section>
      </PopoverContent>
    </Popover>
  );
}
