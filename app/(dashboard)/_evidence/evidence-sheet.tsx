"use client";

import { Sheet, SheetContent, SheetDescription, SheetTitle } from "@/components/ui/sheet";
import { EvidencePanel } from "./evidence-panel";
import { useEvidenceParam } from "./evidence-param";

/** Opens over the page; closing it takes the parameter away. */
export function EvidenceSheet() {
  const [id, setId] = useEvidenceParam();
  return (
    <Sheet open={id !== null} onOpenChange={(open) => !open && setId(null)}>
      <SheetContent className="w-[760px]">
        <SheetTitle className="pr-8 font-semibold text-body">Evidence</SheetTitle>
        <SheetDescription className="mb-3 text-ink-2">
          What was read, exactly where. Shown as text; nothing here is active.
        </SheetDescription>
        {id !== null && <EvidencePanel id={id} />}
      </SheetContent>
    </Sheet>
  );
}
