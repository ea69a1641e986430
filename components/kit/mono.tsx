import { cn } from "@/components/ui/cn";
import { CopyButton } from "./copy-button";
import { middleCut } from "./middle-cut";

type MonoProps = {
  text: string;
  /** Characters kept at each end; without it the text stands whole. */
  cut?: { head: number; tail: number };
  /** Names what is copied ("Copy digest"); without it there is no button. */
  copyLabel?: string;
  small?: boolean;
  className?: string;
};

/** A digest, purl, offset or name in mono. The title and the copy button hold it whole. */
export function Mono({ text, cut, copyLabel, small = false, className }: MonoProps) {
  const shown = cut ? middleCut(text, cut.head, cut.tail) : text;
  return (
    <span className={cn("mono inline-flex min-w-0 items-center gap-0.5", small && "text-code-sm", className)}>
      <span className="truncate" {...(shown === text ? {} : { title: text })}>
        {shown}
      </span>
      {copyLabel !== undefined && <CopyButton text={text} label={copyLabel} className="-my-1" />}
    </span>
  );
}
