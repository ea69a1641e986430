import { ASSET_KINDS } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { canonicalJson, type Json, type JsonObject } from "@/lib/domain/json";
import type { FieldChange } from "@/lib/domain/views/asset-views";

/** What a merged row says, as asset_version keeps it: `doc` without what only says where. */
export type Facts = {
  kind: number;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  attrs: JsonObject | null;
};

const FIELDS = ["subtype", "name", "owner", "env", "data", "criticality"] as const;

/** The fields in which two states differ, own fields first, then properties by name. Absent and null are the same. */
export function fieldDiff(before: Facts, after: Facts): FieldChange[] {
  const changes: FieldChange[] = [];
  const add = (field: string, from: Json, to: Json) => {
    if (canonicalJson(from) !== canonicalJson(to)) changes.push({ field, from, to });
  };
  add("kind", kindWord(before.kind), kindWord(after.kind));
  for (const field of FIELDS) add(field, before[field] ?? null, after[field] ?? null);
  const [was, is] = [before.attrs ?? {}, after.attrs ?? {}];
  for (const key of [...new Set([...Object.keys(was), ...Object.keys(is)])].sort())
    add(`props.${key}`, was[key] ?? null, is[key] ?? null);
  return changes;
}

function kindWord(code: number): string {
  return Object.values(ASSET_KINDS).some((c) => c === code) ? wordOf(ASSET_KINDS, code) : `kind ${code}`;
}
