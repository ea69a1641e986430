import { EVIDENCE_CLASSES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { factEvidenceId } from "@/lib/domain/evidence";
import type { AssetFact } from "@/lib/domain/inventory";
import { canonicalJson, type Json } from "@/lib/domain/json";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { byPrecedence } from "../inventory/merge-assets";

/** One source's word on an asset, as asset_obs keeps it. */
export type Observed = {
  source_id: number;
  source: string;
  class: number;
  changed_record: number;
  doc: Omit<AssetFact, "key" | "site" | "scope">;
  page_id: number | null;
  spot: string | null;
};
type Fact = AssetDetail["facts"][number];
type Said = { by: Observed; value: Json };

const OWN_FIELDS = ["name", "subtype", "owner", "env", "data", "criticality"] as const;
const VAGUE: readonly Json[] = ["unknown", "other"];

const orderOf = (o: Observed) => ({ class: o.class, changedRecord: o.changed_record, sourceId: o.source_id });

/** Why the first word wins over the second. */
function whyOf(winner: Observed, other: Observed): string {
  if (winner.class !== other.class)
    return `${wordOf(EVIDENCE_CLASSES, winner.class)} beats ${wordOf(EVIDENCE_CLASSES, other.class)}`;
  if (winner.changed_record !== other.changed_record) return "as well supported, and the newer word";
  return winner.source_id === other.source_id
    ? "from the same record's other name"
    : "as well supported and as new, from the source connected first";
}

/** Every property with each source's word, the used one first and marked; where sources differ, why that one wins. */
export function factsOf(rows: readonly Observed[]): AssetDetail["facts"] {
  const said = new Map<string, Said[]>();
  for (const by of [...rows].sort((a, b) => byPrecedence(orderOf(a), orderOf(b)))) {
    const values: [string, Json][] = [
      ...OWN_FIELDS.map((f): [string, Json] => [f, by.doc[f] ?? null]),
      ...Object.entries(by.doc.props),
    ];
    for (const [property, value] of values)
      if (value !== null) said.set(property, [...(said.get(property) ?? []), { by, value }]);
  }
  return [...said].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([property, words]) => factRows(property, words));
}

function factRows(property: string, words: readonly Said[]): Fact[] {
  // A source that only knows that it is something does not outvote one that knows what.
  const exact = property === "subtype" ? words.find((w) => !VAGUE.includes(w.value)) : undefined;
  const winner = exact ?? words[0];
  if (!winner) return [];
  const same = (w: Said) => canonicalJson(w.value) === canonicalJson(winner.value);
  const rival = words.find((w) => !same(w) && !(property === "subtype" && VAGUE.includes(w.value)));
  const row = (w: Said): Fact => ({
    property,
    value: w.value,
    source: w.by.source,
    class: wordOf(EVIDENCE_CLASSES, w.by.class),
    evidenceId: factEvidenceId(w.by.page_id, w.by.spot),
    used: w === winner,
    dispute: !rival ? null : w === winner ? whyOf(w.by, rival.by) : same(w) ? null : "says otherwise",
  });
  return [winner, ...words.filter((w) => w !== winner)].map(row);
}
