import { Bot, Cloud, FileText, GitBranch, Package, Rss, ShipWheel } from "lucide-react";
import type { SourceCategory } from "@/lib/domain/run";

const ICON = {
  cloud: Cloud,
  cluster: ShipWheel,
  registry: Package,
  ci: GitBranch,
  agent: Bot,
  document: FileText,
  feed: Rss,
} as const satisfies Record<SourceCategory, typeof Cloud>;

/** What kind of place a source is. No fault-line colour: a source feeds several. */
export function CategoryIcon({ category }: { category: SourceCategory }) {
  const Icon = ICON[category];
  return <Icon className="size-4 shrink-0 stroke-[1.5] text-ink-2" aria-hidden />;
}
