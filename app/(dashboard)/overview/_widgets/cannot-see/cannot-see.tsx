import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { CoverageBar } from "@/components/kit/coverage-bar";
import { Hatch } from "@/components/kit/hatch";
import { Section } from "@/components/kit/section";
import { Empty } from "@/components/kit/states";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import type { Overview } from "@/lib/domain/views/risk-views";

type Gap = Overview["cannotSee"][number];

function GapRow({ gap }: { gap: Gap }) {
  const title = showText(gap.title, 100);
  const seen = gap.share === null ? null : Math.min(1, Math.max(0, gap.share));
  return (
    <li className="border-hair border-b">
      <Link href={gap.href} className="flex min-h-13 items-center gap-3 py-1.5 hover:bg-wash">
        {gap.faultLine === null ? <Hatch size={14} /> : <FaultLineMark faultLine={gap.faultLine} word="name" />}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{title}</span>
          <span className="block truncate text-ink-3 text-meta" title={showText(gap.detail)}>
            {showText(gap.detail, 160)}
          </span>
        </span>
        <span className="w-[84px] shrink-0">
          <CoverageBar
            parts={seen === null ? null : { parsed: seen, unknown: 1 - seen }}
            label={seen === null ? "How much was seen is not known" : `${Math.floor(seen * 100)}% seen`}
          />
        </span>
      </Link>
    </li>
  );
}

/** What nobody looked at, with the same rank as the trend. */
export async function CannotSeeWidget({ overview }: { overview: Promise<Overview> }) {
  const { cannotSee } = await overview;
  return (
    <Section
      rule={false}
      title="What we cannot see"
      end={
        <Button asChild variant="quiet" className="no-print">
          <Link href="/sources">
            Sources <ArrowRight aria-hidden />
          </Link>
        </Button>
      }
    >
      {cannotSee.length === 0 ? (
        <Empty
          title="No gap is known."
          body="Every connected source answered in full. What is not connected is not counted here."
        />
      ) : (
        <ul className="border-hair border-t">
          {cannotSee.map((gap) => (
            <GapRow key={`${gap.title} ${gap.detail}`} gap={gap} />
          ))}
        </ul>
      )}
    </Section>
  );
}
