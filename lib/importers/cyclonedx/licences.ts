import deprecatedIds from "spdx-license-ids/deprecated.json" with { type: "json" };
import currentIds from "spdx-license-ids/index.json" with { type: "json" };
import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, listOf, shapeOf, step, textOf } from "../json-access";

const SPDX_IDS = new Set<string>([...currentIds, ...deprecatedIds]);

type Licence = { license: string | null; texts: string[] };

/** Exceptions stand in the same list of the specification, under names of this form. */
function isSpdxId(id: string): boolean {
  return SPDX_IDS.has(id) || /-exception(-[\d.]+)?$/i.test(id);
}

function oneLicence(entry: JsonObject, pointer: string, note: (pointer: string, reason: string) => void): Licence {
  const expression = textOf(entry.expression);
  if (expression !== null) return { license: expression, texts: [] };
  if (!isObject(entry.license)) {
    note(pointer, "A licence entry has neither a license nor an expression.");
    return { license: null, texts: [] };
  }
  const id = textOf(entry.license.id);
  const name = textOf(entry.license.name);
  const body = isObject(entry.license.text) ? textOf(entry.license.text.content) : textOf(entry.license.text);
  if (id !== null && !isSpdxId(id)) {
    const where = step(step(pointer, "license"), "id");
    note(where, `"${showText(id, 100)}" is not an SPDX licence id; it is kept as written.`);
  }
  const texts = body !== null && isObject(entry.license.text) && !textOf(entry.license.text.encoding) ? [body] : [];
  if (id === null && name === null) note(pointer, "A licence has neither an id nor a name.");
  return { license: id ?? name, texts };
}

/**
 * What the record states as its licence: one id, name or expression as written, several joined by AND; null where it
 * states none. `note` hears of ids that SPDX does not list.
 */
export function licenceOf(value: Json | undefined, pointer: string, note: (p: string, r: string) => void): Licence {
  if (value === undefined) return { license: null, texts: [] };
  const at = step(pointer, "licenses");
  if (!Array.isArray(value)) {
    note(at, `licenses is ${shapeOf(value)}, not a list.`);
    return isObject(value) ? oneLicence(value, at, note) : { license: null, texts: [] };
  }
  const found = listOf(value).flatMap((entry, i) => (isObject(entry) ? [oneLicence(entry, step(at, i), note)] : []));
  const words = [...new Set(found.flatMap((l) => (l.license === null ? [] : [l.license])))];
  const license =
    words.length > 1 ? words.map((w) => (/\s(OR|AND)\s/.test(w) ? `(${w})` : w)).join(" AND ") : (words[0] ?? null);
  return { license, texts: found.flatMap((l) => l.texts).slice(0, 5) };
}
