import { Level } from "@/lib/domain/asset";
import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import type { LabelNames } from "@/lib/importers/label-names";
import { isObject, listOf, nameOf, objectOf, step, textOf, versionOf } from "../json-access";

export type Labels = { owner: string | null; env: string | null; data: Level | null; criticality: Level | null };
export type Properties = Map<string, { value: string; pointer: string }>;

/** The name/value list of a record; the first value of a name counts. */
export function propertiesOf(record: JsonObject, pointer: string): Properties {
  const found: Properties = new Map();
  listOf(record.properties).forEach((entry, i) => {
    if (!isObject(entry)) return;
    const name = textOf(entry.name);
    const value = typeof entry.value === "boolean" ? String(entry.value) : versionOf(entry.value);
    if (name !== null && value !== null && !found.has(name)) {
      found.set(name, { value, pointer: step(step(pointer, "properties"), i) });
    }
  });
  return found;
}

function levelOf(
  properties: Properties,
  names: string[],
  wrong: (pointer: string, reason: string) => void,
): Level | null {
  for (const name of names) {
    const entry = properties.get(name);
    if (!entry) continue;
    const level = Level.safeParse(/^[0-4]$/.test(entry.value) ? Number(entry.value) : entry.value);
    if (level.success) return level.data;
    wrong(entry.pointer, `${showText(name, 80)} is "${showText(entry.value, 80)}"; a level is a number from 0 to 4.`);
  }
  return null;
}

/** Owner, environment and levels as the record's properties label them; `wrong` hears of labels that are no level. */
export function labelsOf(
  properties: Properties,
  names: LabelNames,
  wrong: (pointer: string, reason: string) => void,
): Labels {
  const first = (list: string[]) =>
    list.map((name) => properties.get(name)?.value).find((v) => v !== undefined) ?? null;
  return {
    owner: first(names.owner)?.slice(0, 300) ?? null,
    env: first(names.env)?.slice(0, 100) ?? null,
    data: levelOf(properties, names.data, wrong),
    criticality: levelOf(properties, names.criticality, wrong),
  };
}

/** A yes or no property; null where it is absent or is neither. */
export function flagOf(properties: Properties, name: string): boolean | null {
  const value = properties.get(name)?.value.toLowerCase();
  if (value === "true" || value === "yes") return true;
  return value === "false" || value === "no" ? false : null;
}

export function numberOf(properties: Properties, name: string): number | null {
  const value = properties.get(name)?.value;
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/** The first owner that data governance names: an organisation, else a contact. */
export function governanceOwner(records: Json[]): string | null {
  for (const record of records) {
    for (const owner of listOf(objectOf(objectOf(record).governance).owners)) {
      const name = nameOf(objectOf(owner).organization) ?? nameOf(objectOf(owner).contact);
      if (name !== null) return name.slice(0, 300);
    }
  }
  return null;
}
