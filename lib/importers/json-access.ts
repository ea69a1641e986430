import type { Json, JsonObject } from "@/lib/domain/json";

/** Readers for values of unknown shape: what is not of the asked type reads as absent, never as an error. */

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text with something in it, spaces around it cut; else null. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  return text === "" ? null : text;
}

/** As textOf, with numbers written out: versions are often numbers in the wild. */
export function versionOf(value: Json | undefined): string | null {
  return typeof value === "number" ? String(value) : textOf(value);
}

/** `name` of an object, or the text itself where a text stands in its place. */
export function nameOf(value: Json | undefined): string | null {
  return isObject(value) ? textOf(value.name) : textOf(value);
}

/** Adds one step to a JSON pointer. */
export function step(pointer: string, key: string | number): string {
  return `${pointer}/${typeof key === "number" ? key : key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What a value is, in a word, for sentences. */
export function shapeOf(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
