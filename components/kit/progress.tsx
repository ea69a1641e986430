import { cn } from "@/components/ui/cn";

type ProgressProps = {
  done: number;
  /** null while the whole is not known: the track is dotted and no share is claimed. */
  total: number | null;
  label: string;
  className?: string;
};

/** Four pixels of how far it is. */
export function Progress({ done, total, label, className }: ProgressProps) {
  if (total === null) {
    return (
      <div role="progressbar" aria-label={label} className={cn("h-1 pt-px", className)}>
        <div className="border-rule border-t-2 border-dotted" />
      </div>
    );
  }
  const share = total === 0 ? 1 : Math.min(1, Math.max(0, done / total));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={Math.min(done, total)}
      className={cn("h-1 overflow-hidden rounded-mark bg-hair", className)}
    >
      <div className="h-1 bg-ink" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
