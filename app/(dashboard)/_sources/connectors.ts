import type { SourceCategory } from "@/lib/domain/run";
import type { ConnectorCard } from "@/lib/domain/views/work-views";

export const CATEGORY_LABEL: Record<SourceCategory, string> = {
  registry: "Model and artifact registries",
  cloud: "Cloud accounts",
  cluster: "Clusters",
  ci: "Repositories and pipelines",
  agent: "Agents and plugins",
  document: "Documents",
  feed: "Feeds",
};

const ORDER: readonly SourceCategory[] = ["registry", "cloud", "cluster", "ci", "agent", "document", "feed"];

/** Cards under their category, in the order people usually have them. Empty categories are left out. */
export function byCategory(cards: readonly ConnectorCard[]): { category: SourceCategory; cards: ConnectorCard[] }[] {
  return ORDER.map((category) => ({ category, cards: cards.filter((c) => c.category === category) })).filter(
    (group) => group.cards.length > 0,
  );
}

/** The connector that can start with nothing typed: no field it knows is required. */
export function startableCard(cards: readonly ConnectorCard[]): ConnectorCard | null {
  return cards.find((c) => c.fields.every((f) => !f.required)) ?? null;
}
