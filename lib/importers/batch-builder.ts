import { sha256Hex } from "@/lib/domain/digest";
import type { EngineResult } from "@/lib/domain/engine-result";
import type { AssetFact, EdgeFact, FactSite, InventoryBatch, Quarantined, ScopeOutcome } from "@/lib/domain/inventory";
import type { Json, JsonObject } from "@/lib/domain/json";
import { isLegalEdge } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";

const MAX_NAME_LENGTH = 500;
const MAX_KEY_LENGTH = 2_048;
const MAX_PROP_LENGTH = 4_000;
const MAX_QUARANTINED = 10_000;
const MAX_ALIASES = 100;

/** The fields of a fact that a source must give; the rest is null until it says otherwise. */
type AssetDraft = Pick<AssetFact, "key" | "kind" | "subtype" | "name" | "class" | "site"> & Partial<AssetFact>;
type EdgeDraft = Omit<EdgeFact, "variant" | "props"> & Partial<Pick<EdgeFact, "variant" | "props">>;

/** Text that a database column can hold: no U+0000, no half surrogate. Everything else stays as written. */
function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

/** Cuts without leaving half a character behind. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}

/** A key that fits: an oversized one keeps its head and ends in a digest of the whole, so it stays distinct and stable. */
function fitKey(key: string): string {
  const plain = storable(key);
  return plain.length <= MAX_KEY_LENGTH ? plain : `${cut(plain, 1_900)}~sha256:${sha256Hex(plain)}`;
}

function storableJson(value: Json): Json {
  if (typeof value === "string") return cut(storable(value), MAX_PROP_LENGTH);
  if (Array.isArray(value)) return value.map(storableJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [cut(storable(k), 200), storableJson(v)]));
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** The first source of a fact wins; a later one fills what the first left open. */
function fill(into: AssetFact, from: AssetFact): void {
  into.owner ??= from.owner;
  into.env ??= from.env;
  into.data ??= from.data;
  into.criticality ??= from.criticality;
  if (into.subtype === "unknown") into.subtype = from.subtype;
  if (into.aliases.length < MAX_ALIASES)
    into.aliases = [...new Set([...into.aliases, ...from.aliases])].slice(0, MAX_ALIASES);
  // Described once is described: only what every record merely refers to stays known by reference.
  const described = into.props.by_reference !== true || from.props.by_reference !== true;
  for (const [name, value] of Object.entries(from.props)) {
    if (isBlank(into.props[name])) into.props[name] = value;
  }
  if (described) delete into.props.by_reference;
}

/** Gathers facts into one batch: keys once each, edges only where the vocabulary allows them, the rest in quarantine. */
export class BatchBuilder {
  readonly assets = new Map<string, AssetFact>();
  private readonly edges = new Map<string, EdgeFact>();
  private readonly engineResults: EngineResult[] = [];
  private readonly quarantined: Quarantined[] = [];
  private quarantinedBeyond = 0;
  /** Records that are missing from the batch altogether: with any of them a scope is not complete. */
  lost = 0;

  /** Sets a record or a part of it aside, with the reason as one sentence. */
  note(site: Pick<FactSite, "path" | "pointer">, reason: string): void {
    if (this.quarantined.length >= MAX_QUARANTINED) this.quarantinedBeyond += 1;
    else this.quarantined.push({ path: site.path, pointer: site.pointer ?? "", reason: cut(storable(reason), 500) });
  }

  /** As note, for a record that is lost whole. */
  drop(site: Pick<FactSite, "path" | "pointer">, reason: string): void {
    this.lost += 1;
    this.note(site, reason);
  }

  /** Adds an asset or fills the one of the same key; gives its key as stored, or null where two kinds claim one key. */
  asset(draft: AssetDraft): string | null {
    const key = fitKey(draft.key);
    const name = storable(draft.name);
    if (name.length > MAX_NAME_LENGTH) {
      this.note(
        draft.site,
        `The name has ${name.length} characters; the first ${MAX_NAME_LENGTH} are kept, the rest is not stored.`,
      );
    }
    const fact: AssetFact = {
      owner: null,
      env: null,
      data: null,
      criticality: null,
      scope: "",
      resourceType: "",
      ...draft,
      key,
      name: cut(name, MAX_NAME_LENGTH),
      aliases: [...new Set((draft.aliases ?? []).slice(0, MAX_ALIASES).map(fitKey))].filter((alias) => alias !== key),
      props: storableJson(draft.props ?? {}) as JsonObject,
    };
    const known = this.assets.get(key);
    if (!known) this.assets.set(key, fact);
    else if (known.kind === fact.kind) fill(known, fact);
    else {
      this.drop(draft.site, `${showText(key, 120)} is already a ${known.kind} here and cannot be a ${fact.kind} too.`);
      return null;
    }
    return key;
  }

  /** Adds an edge between two assets already added; an illegal or dangling one goes to quarantine. */
  edge(draft: EdgeDraft): boolean {
    const from = this.assets.get(fitKey(draft.from));
    const to = this.assets.get(fitKey(draft.to));
    const variant = draft.variant ?? null;
    if (!from || !to) {
      this.note(draft.site, `${showText(from ? draft.to : draft.from, 120)} is not in this document.`);
      return false;
    }
    if (!isLegalEdge(draft.relation, variant, from, to)) {
      const words = `${from.kind} ${showText(from.name, 80)} ${draft.relation} ${to.kind} ${showText(to.name, 80)}`;
      this.note(draft.site, `This relation is not kept: the vocabulary has no "${words}".`);
      return false;
    }
    const id = JSON.stringify([from.key, draft.relation, variant, to.key]);
    if (!this.edges.has(id)) {
      const props = storableJson(draft.props ?? {}) as JsonObject;
      this.edges.set(id, { ...draft, from: from.key, to: to.key, variant, props });
    }
    return true;
  }

  /** What other engines found; one result for each engine and file is the importer's to see to. */
  addEngineResults(results: readonly EngineResult[]): void {
    for (const result of results) this.engineResults.push(result);
  }

  /** Takes in a whole batch of another reader, under the same rules. */
  absorb(batch: InventoryBatch): void {
    this.addEngineResults(batch.engineResults ?? []);
    for (const asset of batch.assets) this.asset(asset);
    for (const edge of batch.edges) this.edge(edge);
    for (const entry of batch.quarantined) this.note(entry, entry.reason);
  }

  finish(scopes: ScopeOutcome[]): InventoryBatch {
    const quarantined = [...this.quarantined];
    if (this.quarantinedBeyond > 0) {
      const path = quarantined[0]?.path ?? "";
      quarantined.push({ path, pointer: "", reason: `${this.quarantinedBeyond} more records are set aside.` });
    }
    return {
      assets: [...this.assets.values()],
      edges: [...this.edges.values()],
      scopes,
      quarantined,
      ...(this.engineResults.length > 0 && { engineResults: this.engineResults }),
    };
  }
}
