import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Section } from "@/components/kit/section";
import { Empty } from "@/components/kit/states";
import { Button } from "@/components/ui/button";
import type { Overview } from "@/lib/domain/views/risk-views";
import { DecideTable } from "./decide-table";

/** The rows worth a decision today, in queue order, and how many there are in all. */
export async function DecideFirstWidget({ overview }: { overview: Promise<Overview> }) {
  const { decide, openRisks, asOf } = await overview;
  const note = (
    <>
      {decide.length} of {openRisks.toLocaleString("en")}{" "}
      <span className="max-sm:hidden">open risks · in queue order</span>
    </>
  );
  return (
    <Section
      rule={false}
      className="mt-8"
      title="Decide first"
      {...(decide.length > 0 ? { note } : {})}
      end={
        <Button asChild variant="quiet" className="no-print">
          <Link href="/risks">
            All risks <ArrowRight aria-hidden />
          </Link>
        </Button>
      }
    >
      {decide.length > 0 ? (
        <DecideTable rows={decide} now={asOf.now} />
      ) : (
        <Empty
          title="No risk is open."
          body="That is what the rules say of what was seen. What was not seen stands below."
          action={
            <Button asChild>
              <Link href="/rules">See what is checked</Link>
            </Button>
          }
        />
      )}
    </Section>
  );
}
