import type { AssetFact, EdgeFact, InventoryBatch } from "@/lib/domain/inventory";

function digestsOf(fact: AssetFact): string[] {
  const stated = fact.props.digests;
  return Array.isArray(stated) ? stated.filter((d): d is string => typeof d === "string") : [];
}

/**
 * Folder key to document key for each model that both describe: equal name, and every weights file that the document
 * states by digest lies in the folder. A name that several such models share stays apart.
 */
export function twinKeys(
  folders: readonly InventoryBatch[],
  documents: readonly InventoryBatch[],
): Map<string, string> {
  const held = new Map<string, Set<string>>();
  for (const { from, relation, to } of folders.flatMap((b) => b.edges)) {
    if (relation === "contains") held.set(from, (held.get(from) ?? new Set()).add(to.replace(/^sha256:/, "")));
  }
  const stated = documents.flatMap((b) => b.assets).filter((a) => a.kind === "model" && digestsOf(a).length > 0);
  const twins = new Map<string, string>();
  for (const model of folders.flatMap((b) => b.assets)) {
    if (model.kind !== "model") continue;
    const files = held.get(model.key) ?? new Set();
    const keys = stated
      .filter((s) => s.name === model.name && digestsOf(s).every((d) => files.has(d)))
      .map((s) => s.key);
    const [only] = new Set(keys);
    if (only !== undefined && new Set(keys).size === 1) twins.set(model.key, only);
  }
  return twins;
}

/** What goes with a key and not with the bytes: under the document's key these are the document's to say. */
const KEY_PROPS = { name_key: null, registry: null, revision: null };

/** The same batch with twins under their document keys; the folder's own key stays as an alias. */
export function underTwinKeys(batch: InventoryBatch, twins: ReadonlyMap<string, string>): InventoryBatch {
  const asset = (fact: AssetFact): AssetFact => {
    const key = twins.get(fact.key);
    return key === undefined
      ? fact
      : { ...fact, key, aliases: [...fact.aliases, fact.key], props: { ...fact.props, ...KEY_PROPS } };
  };
  const edge = (fact: EdgeFact): EdgeFact => ({
    ...fact,
    from: twins.get(fact.from) ?? fact.from,
    to: twins.get(fact.to) ?? fact.to,
  });
  return { ...batch, assets: batch.assets.map(asset), edges: batch.edges.map(edge) };
}
