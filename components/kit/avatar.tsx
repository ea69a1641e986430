import { cn } from "@/components/ui/cn";

/** First letters of the first and last word, upper case; `?` when there is none. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.]+/).filter((w) => /^[\p{L}\p{N}]/u.test(w));
  const first = words[0]?.match(/^./u)?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.match(/^./u)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** Who it is; a dashed ring with a question mark where nobody is. `bare` leaves the name to its accessible label. */
export function Avatar({ name, bare = false, className }: { name: string | null; bare?: boolean; className?: string }) {
  const words = name ?? "No owner";
  return (
    <span className={cn("inline-flex min-w-0 max-w-full items-center gap-1.5 whitespace-nowrap", className)}>
      <span
        {...(bare ? { role: "img", "aria-label": words, title: words } : { "aria-hidden": true })}
        className={cn(
          "inline-grid size-5 shrink-0 place-items-center rounded-full font-semibold text-[10px] leading-none",
          name === null ? "border border-mark-edge border-dashed text-ink-3" : "bg-wash-2 text-ink-2",
        )}
      >
        {name === null ? "?" : initialsOf(name)}
      </span>
      {!bare && <span className={cn("truncate", name === null && "text-ink-3")}>{words}</span>}
    </span>
  );
}
