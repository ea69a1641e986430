"use client";

import { parseAsString, useQueryState } from "nuqs";
import { Section } from "@/components/kit/section";
import { Empty } from "@/components/kit/states";
import { cn } from "@/components/ui/cn";
import type { ConnectorCard } from "@/lib/domain/views/work-views";
import { CategoryIcon } from "../../../_sources/category-icon";
import { byCategory, CATEGORY_LABEL } from "../../../_sources/connectors";
import { PushGuide } from "./push-guide";
import { SourceForm } from "./source-form";

function CardButton({ card, chosen, onChoose }: { card: ConnectorCard; chosen: boolean; onChoose: () => void }) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          "flex min-h-13 w-full items-start gap-2.5 border-hair border-b px-3 py-2.5 text-left hover:bg-wash focus-visible:-outline-offset-2",
          chosen && "bg-wash-2 shadow-[inset_2px_0_0_var(--ink)] hover:bg-wash-2",
        )}
      >
        <span className="mt-0.5">
          <CategoryIcon category={card.category} />
        </span>
        <span className="min-w-0">
          <span className="block font-medium">{card.label}</span>
          <span className={cn("block text-meta", chosen ? "text-ink-2" : "text-ink-3")}>{card.summary}</span>
        </span>
      </button>
    </li>
  );
}

/** Choose what to read on the left; what it reads and what it needs on the right. */
export function ConnectScreen({ connectors }: { connectors: readonly ConnectorCard[] }) {
  const [chosenId, setChosenId] = useQueryState("connector", parseAsString);
  const chosen = connectors.find((c) => c.id === chosenId) ?? null;
  if (connectors.length === 0) return <Empty title="This build has no connector." body="Upload a file instead." />;
  return (
    <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[360px_minmax(0,1fr)]">
      <div className="min-w-0">
        {byCategory(connectors).map((group) => (
          <section key={group.category} className="mb-5" aria-label={CATEGORY_LABEL[group.category]}>
            <h2 className="caps border-hair border-b px-3 pb-1.5">{CATEGORY_LABEL[group.category]}</h2>
            <ul>
              {group.cards.map((card) => (
                <CardButton key={card.id} card={card} chosen={card === chosen} onChoose={() => setChosenId(card.id)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="min-w-0 lg:sticky lg:top-18 lg:self-start">
        {chosen === null ? (
          <Empty
            title="Choose what to read."
            body="Each connector says what it reads before it asks for anything. All of them only read."
          />
        ) : (
          <>
            <Section title={chosen.label} rule={false}>
              <p className="max-w-[60ch] text-ink-2">{chosen.summary}</p>
              {chosen.reads.length > 0 && (
                <p className="mt-1 text-ink-3 text-meta">Reads {chosen.reads.join(", ")}. Changes nothing there.</p>
              )}
            </Section>
            <div className="mt-4">
              {chosen.id === "push" ? <PushGuide /> : <SourceForm key={chosen.id} card={chosen} />}
            </div>
          </>
        )}
      </div>
    </div>
  );
}
