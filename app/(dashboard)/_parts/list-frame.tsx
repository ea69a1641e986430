"use client";

import { SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { type FacetGroup, Facets } from "@/components/kit/facets";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "@/components/ui/sheet";

type FacetProps = {
  groups: readonly FacetGroup[];
  selected: Readonly<Record<string, readonly string[]>>;
  onChange: (groupId: string, values: string[]) => void;
  /** What to know of the counts. */
  note?: string | undefined;
};

/** The facets behind a button, where there is no room beside the list. */
export function FacetSheet({ facets }: { facets: FacetProps }) {
  const standing = Object.values(facets.selected).reduce((n, values) => n + values.length, 0);
  return (
    <Sheet>
      <SheetTrigger asChild>
        <Button className="lg:hidden">
          <SlidersHorizontal aria-hidden />
          Filters{standing > 0 && ` ${standing}`}
        </Button>
      </SheetTrigger>
      <SheetContent side="right" className="w-[300px]">
        <SheetTitle className="mb-2 font-semibold">Filters</SheetTitle>
        <SheetDescription className="sr-only">
          Each count is for the list as the other filters leave it.
        </SheetDescription>
        <Facets {...facets} label="Filters of this list" />
        {facets.note && <p className="text-ink-3 text-meta">{facets.note}</p>}
      </SheetContent>
    </Sheet>
  );
}

type ListFrameProps = {
  facets: FacetProps;
  /** Right of the list; it shares the page's scroll and stays in sight. */
  peek?: ReactNode;
  children: ReactNode;
};

/** Facets, list, peek: three columns that become one. */
export function ListFrame({ facets, peek, children }: ListFrameProps) {
  const open = peek !== undefined && peek !== null;
  return (
    <div
      className={cn(
        "grid grid-cols-[minmax(0,1fr)] border-hair border-t",
        open
          ? "lg:grid-cols-[188px_minmax(0,1fr)] xl:grid-cols-[188px_minmax(0,1fr)_400px]"
          : "lg:grid-cols-[188px_minmax(0,1fr)]",
      )}
    >
      <div className="border-hair border-r py-3 pr-3 pl-6 max-lg:hidden">
        <Facets {...facets} />
        {facets.note && <p className="text-ink-3 text-meta">{facets.note}</p>}
      </div>
      <div className={cn("min-w-0", !open && "lg:pr-3")}>{children}</div>
      {open && (
        <div className="border-hair border-l bg-page max-xl:fixed max-xl:inset-y-0 max-xl:right-0 max-xl:z-30 max-xl:w-[400px] max-xl:max-w-[100vw] max-xl:overflow-y-auto max-xl:shadow-lift">
          <div className="xl:sticky xl:top-12 xl:max-h-[calc(100vh-48px)] xl:overflow-y-auto">{peek}</div>
        </div>
      )}
    </div>
  );
}
