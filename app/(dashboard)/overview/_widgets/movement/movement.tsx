import { FlowChart } from "@/components/kit/chart";
import { Section } from "@/components/kit/section";
import type { Overview } from "@/lib/domain/views/risk-views";
import { movementSentence, stepsByDay } from "../../words";

const TITLE = "Opened above, closed below";

/** What came and what went, day by day of its runs; hatched where nothing proves that it went. */
export async function MovementWidget({ overview }: { overview: Promise<Overview> }) {
  const movement = stepsByDay((await overview).movement);
  if (movement.length < 2) {
    return (
      <Section title={TITLE} rule={false}>
        <p className="hatch grid h-40 place-items-center rounded-md border border-mark-edge">
          <span className="bg-page px-2 py-1 text-ink-2">
            One day of history: the next day with a run draws the first bars.
          </span>
        </p>
      </Section>
    );
  }
  return (
    <FlowChart
      title={TITLE}
      buckets={movement.map((m) => ({
        at: m.label,
        opened: m.opened,
        proven: m.proven,
        unproven: m.closedNoProof,
        running: m.running,
      }))}
      labels={{ opened: "Opened", proven: "Proven fixed", unproven: "Closed, no proof" }}
      summary={movementSentence(movement)}
    />
  );
}
