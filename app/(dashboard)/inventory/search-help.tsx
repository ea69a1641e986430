"use client";

import { CircleHelp } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { SEARCH_OPERATORS } from "@/lib/domain/search";

/** What the field understands besides words. */
export function SearchHelp() {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="quiet" size="icon" aria-label="What can be searched for" title="What can be searched for">
          <CircleHelp aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-96 max-w-[calc(100vw-32px)]">
        <p className="font-medium">Words match within a name; one or two letters match its beginning.</p>
        <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
          {Object.entries(SEARCH_OPERATORS).map(([operator, { help, example }]) => (
            <div key={operator} className="contents">
              <dt className="mono">{operator}:</dt>
              <dd>
                {help} <span className="mono block text-ink-3 wrap-anywhere">{example}</span>
              </dd>
            </div>
          ))}
        </dl>
        <p className="mt-2 text-ink-2">
          Several values by comma, a minus before a term for “not”, quotes around what holds spaces: -owner:"ml
          platform",ops
        </p>
      </PopoverContent>
    </Popover>
  );
}
