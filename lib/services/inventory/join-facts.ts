import type { AssetFact } from "@/lib/domain/inventory";

/** One source naming one key twice: the first fact stands, later ones only fill what it left open. */
export function joinDuplicates(assets: readonly AssetFact[]): Map<string, AssetFact> {
  const facts = new Map<string, AssetFact>();
  for (const fact of assets) {
    const first = facts.get(fact.key);
    if (!first) {
      facts.set(fact.key, fact);
      continue;
    }
    facts.set(fact.key, {
      ...first,
      aliases: [...new Set([...first.aliases, ...fact.aliases])],
      owner: first.owner ?? fact.owner,
      env: first.env ?? fact.env,
      data: first.data ?? fact.data,
      criticality: first.criticality ?? fact.criticality,
      subtype: first.subtype === "unknown" || first.subtype === "other" ? fact.subtype : first.subtype,
      props: joinProps(first.props, fact.props),
    });
  }
  return facts;
}

function joinProps(first: AssetFact["props"], later: AssetFact["props"]): AssetFact["props"] {
  const { by_reference: one, ...props } = { ...first, ...dropNulls(later), ...dropNulls(first) };
  // Described once is described: only what every fact merely refers to stays known by reference.
  return one === true && first.by_reference === true && later.by_reference === true
    ? { ...props, by_reference: true }
    : props;
}

function dropNulls(props: AssetFact["props"]): AssetFact["props"] {
  return Object.fromEntries(Object.entries(props).filter(([, v]) => v !== null));
}
