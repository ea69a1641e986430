import type { ReactNode } from "react";
import { BrandMark } from "@/components/kit/brand-mark";
import { ThemeToggle } from "@/components/kit/theme-toggle";
import { Lithology } from "@/components/posture/lithology";
import { STRATA } from "@/lib/domain/fault-line";

/** The screens before the shell: the core sample at the left edge, one column of paper. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="relative min-h-screen pl-7 max-sm:pl-4">
      <div aria-hidden className="absolute inset-y-0 left-0 grid w-7 grid-rows-4 max-sm:w-3">
        {STRATA.map((line) => (
          <Lithology key={line} faultLine={line} />
        ))}
      </div>
      <header className="flex h-14 items-center gap-2 px-6 font-semibold text-[14px] max-sm:px-3">
        <BrandMark />
        Faultline
        <span className="ml-auto">
          <ThemeToggle />
        </span>
      </header>
      <main
        id="main"
        className="mx-auto flex min-h-[calc(100vh-120px)] w-full max-w-[400px] flex-col justify-center px-6 pb-16 max-sm:justify-start max-sm:px-3 max-sm:pt-10"
      >
        {children}
      </main>
    </div>
  );
}
