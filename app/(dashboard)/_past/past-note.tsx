import { PartialBanner } from "@/components/kit/states";
import { absoluteTime } from "@/components/kit/time-words";
import type { AsOfPoint } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";

/** What of a page is of the asked moment, and what is of now, in words. */
export function PastNote({ past, children }: { past: AsOfPoint; children: string }) {
  return (
    <PartialBanner className="mb-3">
      As of {showText(past.run, 60)}, {absoluteTime(past.at)}. {children}
    </PartialBanner>
  );
}
