import Link from "next/link";
import { stampTime } from "@/components/kit/time-words";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { Overview } from "@/lib/domain/views/risk-views";
import { longDay } from "../../words";

/** The sentence before every chart, and the one act worth most. */
export async function VerdictWidget({ overview }: { overview: Promise<Overview> }) {
  const { verdict, asOf, staleSources } = await overview;
  return (
    <section className="flex items-end gap-8 pt-1 pb-5 max-lg:flex-col max-lg:items-start max-lg:gap-4">
      <div className="min-w-0 flex-1">
        <p className="caps mb-2">
          {longDay(asOf.past?.at ?? asOf.at ?? asOf.now)}
          {asOf.at !== null && !asOf.past && (
            <span className="hidden print:inline">
              {" "}
              · as of {stampTime(asOf.at, asOf.now)} · {staleSources.stale} of {staleSources.total} sources stale
            </span>
          )}
        </p>
        <h1 className="max-w-[800px] text-balance text-verdict wrap-anywhere max-sm:text-[22px] max-sm:leading-[28px]">
          {showText(verdict.sentence, 400)}
        </h1>
        {verdict.act && <p className="mt-2 text-ink-2">{showText(verdict.act.text, 300)}</p>}
      </div>
      {verdict.act && (
        <div className="no-print flex shrink-0 gap-2 max-sm:w-full">
          <Button asChild variant="filled" className="max-sm:flex-1">
            <Link href={verdict.act.href}>{showText(verdict.act.label, 60)}</Link>
          </Button>
          <Button asChild size="lg" className="max-sm:flex-1">
            <Link href="/risks?isNew=true">What is new</Link>
          </Button>
        </div>
      )}
    </section>
  );
}
