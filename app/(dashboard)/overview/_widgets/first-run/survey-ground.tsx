import type { ReactNode } from "react";
import { FAULT_LINE_SHORT, FaultLineMark } from "@/components/posture/fault-line-mark";
import { Lithology } from "@/components/posture/lithology";
import { STRATA } from "@/lib/domain/fault-line";

/** Four strata nobody has surveyed, hatched from edge to edge, and a sheet of paper on top of them. */
export function SurveyGround({ children }: { children: ReactNode }) {
  return (
    <main
      id="main"
      className="relative grid min-h-[calc(100vh-48px)] place-items-center px-12 py-10 xl:pr-6 xl:pl-[184px] max-sm:px-3 max-sm:py-4"
    >
      <div aria-hidden className="absolute inset-0 grid grid-rows-4">
        {STRATA.map((line) => (
          <div key={line} className="relative flex border-hair border-b">
            <Lithology faultLine={line} className="w-7 shrink-0" />
            <div className="survey-hatch flex-1" />
            <span className="absolute top-0 left-7 border-hair border-r border-b bg-page px-3.5 py-2 max-xl:hidden">
              <span className="flex items-center gap-1.5 font-medium">
                <FaultLineMark faultLine={line} word="none" />
                {FAULT_LINE_SHORT[line]}
              </span>
              <span className="block pl-5 text-ink-3 text-meta">not surveyed</span>
            </span>
          </div>
        ))}
      </div>
      <div className="relative w-full max-w-[1080px] rounded-md border border-rule bg-page">{children}</div>
    </main>
  );
}
