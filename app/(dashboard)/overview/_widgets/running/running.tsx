"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { Section } from "@/components/kit/section";
import { Empty } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { StagePhases } from "@/components/posture/stage-phases";
import { Button } from "@/components/ui/button";
import { showText } from "@/lib/domain/text";
import { sourcesQuery } from "../../../_sources/query-options";
import { isActive, runTallies } from "../../../_sources/run-words";
import { SurveyGround } from "../first-run/survey-ground";

const AGAIN_MS = 5_000;

type Standing = { active: number; held: number; failed: number; waiting: boolean };

function headline({ active, held, failed, waiting }: Standing): string {
  if (active === 1) return "The first survey is running.";
  if (active > 1) return `${active} sources are being surveyed.`;
  if (held > 0) return "The first run waits for a person.";
  if (failed > 0) return "The first run failed.";
  return waiting
    ? "The survey is read; the verdict is being written."
    : "A source is connected, and nothing was read yet.";
}

/** Until the first verdict: what works now with live counts; when it ends the page reads itself again. */
export function RunningOverview({ state }: { state: "never-run" | "running" }) {
  const router = useRouter();
  const { data } = useQuery(sourcesQuery);
  const sources = data?.sources ?? [];
  const active = sources.filter((s) => isActive(s.run));
  const held = sources.filter((s) => s.state === "held");
  const failed = sources.filter((s) => s.state === "failed");
  const idle = active.length === 0;
  const waiting = state === "running" && held.length === 0;

  // When the last run has ended the server knows a newer state than this page does.
  useEffect(() => {
    if (!idle || !waiting) return;
    const again = () => startTransition(() => router.refresh());
    again();
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [idle, waiting, router]);

  return (
    <>
      <TopBar crumbs={[{ label: "Overview" }]} />
      <SurveyGround>
        <div className="border-rule border-b p-7 max-sm:p-4">
          <p className="caps mb-1">0 of 4 strata ranked</p>
          <h1 className="text-balance text-verdict">
            {headline({ active: active.length, held: held.length, failed: failed.length, waiting })}
          </h1>
          <p className="mt-1 text-ink-2">
            Numbers appear when the first run is ranked. Until then nothing here is zero: it is not known.
          </p>
        </div>
        <div className="px-7 pb-7 max-sm:px-4">
          {active.map(
            (s) =>
              s.run && (
                <Section
                  key={s.id}
                  title={showText(s.name, 80)}
                  note={showText(s.stateWords, 60)}
                  rule={false}
                  className="pt-4"
                >
                  <StagePhases stages={s.run.progress} inHand={s.run.now} tallies={runTallies(s.run.stats)} />
                </Section>
              ),
          )}
          {idle && (
            <Empty
              title={
                held.length + failed.length > 0 ? "What it said" : waiting ? "A moment more." : "No run was started."
              }
              body={showText(
                held[0]?.run?.error ?? failed[0]?.run?.error ?? "The sources screen says what each of them answered.",
                400,
              )}
              action={
                <Button asChild variant="filled">
                  <Link href="/sources">Open sources</Link>
                </Button>
              }
            />
          )}
        </div>
      </SurveyGround>
    </>
  );
}
