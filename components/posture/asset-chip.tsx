import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { type AssetKind, KIND_FAULT_LINE, KIND_LABEL } from "@/lib/domain/asset";
import { cutMiddle, showText } from "@/lib/domain/text";
import { FaultLineMark } from "./fault-line-mark";

type AssetChipProps = {
  name: string;
  kind: AssetKind;
  href?: string | undefined;
  /** Quiet words behind the name. */
  note?: string | undefined;
  /** Cut the middle so that at most this many characters stand; the title holds the whole name. */
  maxChars?: number;
  /** Many assets as one: the name is set in sans. */
  family?: boolean;
  className?: string;
};

/** Mark and mono name. The name comes from outside, so its deceptive characters are shown as what they are. */
export function AssetChip({ name, kind, href, note, maxChars, family = false, className }: AssetChipProps) {
  const whole = showText(name);
  const half = maxChars === undefined ? 0 : Math.max(2, Math.floor((maxChars - 1) / 2));
  const shown = maxChars === undefined ? whole : cutMiddle(whole, half, half);
  const text = cn("min-w-0 truncate", family ? "font-medium" : "mono");
  return (
    <span className={cn("inline-flex min-w-0 max-w-full items-center gap-1.5 align-bottom", className)}>
      <FaultLineMark faultLine={KIND_FAULT_LINE[kind]} size={12} word="none" />
      <span className="sr-only">{KIND_LABEL[kind].one}</span>
      {href === undefined ? (
        <span className={text} title={whole}>
          {shown}
        </span>
      ) : (
        <Link href={href} className={cn(text, "py-0.5 hover:underline hover:underline-offset-3")} title={whole}>
          {shown}
        </Link>
      )}
      {note !== undefined && <span className="shrink-0 text-ink-3 text-meta">{note}</span>}
    </span>
  );
}
