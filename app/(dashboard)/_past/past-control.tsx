"use client";

import { useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useState } from "react";
import { stampTime } from "@/components/kit/time-words";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { AsOf } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import { AsOfStamp } from "../_shell/as-of-stamp";
import { usePastParam } from "./past-param";
import { momentsQuery } from "./query-options";

type PastControlProps = { asOf: AsOf; staleSources?: { stale: number; total: number } };

/** When the page is true, and the way to another moment: a run, a day, a time; and back to now. */
export function PastControl({ asOf, staleSources }: PastControlProps) {
  const [asked, setAsked] = usePastParam();
  const [open, setOpen] = useState(false);
  const go = (moment: string | null) => {
    setOpen(false);
    void setAsked(moment);
  };
  return (
    <span className="flex min-w-0 items-center gap-2">
      {asOf.past ? (
        <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-meta">
          <Clock className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
          <span className="truncate">
            <b className="font-medium">As of {showText(asOf.past.run, 40)}</b>
            <span className="max-md:hidden">, {stampTime(asOf.past.at, asOf.now)}</span>
          </span>
        </span>
      ) : (
        <AsOfStamp asOf={asOf} {...(staleSources ? { staleSources } : {})} />
      )}
      {(asked !== null || asOf.past) && (
        <Button variant="quiet" onClick={() => go(null)}>
          Now
        </Button>
      )}
      {(asOf.at !== null || asOf.past) && (
        <Popover open={open} onOpenChange={setOpen}>
          <PopoverTrigger asChild>
            <Button variant="quiet" aria-label={asOf.past ? "Other moment" : "Earlier moment"}>
              {asOf.past ? "Other" : "Earlier"}
            </Button>
          </PopoverTrigger>
          <PopoverContent align="end" className="w-80">
            <Moments now={asOf.now} current={asOf.past?.run ?? null} onPick={go} />
          </PopoverContent>
        </Popover>
      )}
    </span>
  );
}

function Moments({
  now,
  current,
  onPick,
}: {
  now: string;
  current: string | null;
  onPick: (moment: string | null) => void;
}) {
  const [text, setText] = useState("");
  const runs = useQuery(momentsQuery);
  return (
    <div className="flex flex-col gap-3">
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onPick(text.trim() === "" ? null : text.trim());
        }}
      >
        <span className="min-w-0 flex-1">
          <Label htmlFor="past-moment">Show the estate as of</Label>
          <Input
            id="past-moment"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="A run, a day, a time"
            maxLength={200}
            className="mt-1"
          />
        </span>
        <Button type="submit">Show</Button>
      </form>
      <div>
        <p className="caps">After a run</p>
        {runs.isError && <p className="py-2 text-ink-2">The runs could not be read.</p>}
        {runs.isPending && <p className="py-2 text-ink-3">Reading the runs</p>}
        {runs.data?.length === 0 && <p className="py-2 text-ink-3">No run was applied yet.</p>}
        <ul className="mt-1 max-h-64 overflow-y-auto">
          {runs.data?.map((run) => (
            <li key={run.id}>
              <button
                type="button"
                aria-current={run.key === current ? "true" : undefined}
                onClick={() => onPick(run.key)}
                className="flex min-h-8 w-full min-w-0 items-center gap-2 rounded-chip px-1.5 text-left hover:bg-wash aria-[current]:font-medium"
              >
                <span className="truncate">{showText(run.key, 40)}</span>
                <span className="ml-auto shrink-0 text-ink-3 text-meta">{stampTime(run.at, now)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
