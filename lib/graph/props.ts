import type { Json, JsonObject } from "@/lib/domain/json";

type Holder = { props: JsonObject };

/** A property as text; null when it is absent, null or of another type. Empty text counts as absent. */
export function textProp(holder: Holder, name: string): string | null {
  const value = holder.props[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** A property as yes or no; null when no source says. */
export function flagProp(holder: Holder, name: string): boolean | null {
  const value = holder.props[name];
  return typeof value === "boolean" ? value : null;
}

/** A property as a finite number; null when no source says. */
export function numberProp(holder: Holder, name: string): number | null {
  const value = holder.props[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The texts of a list property; an absent list and an empty one are told apart by null. */
export function textsProp(holder: Holder, name: string): string[] | null {
  const value = holder.props[name];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : null;
}

/** A property that holds an object, as a holder of its own; null when absent. */
export function objectProp(holder: Holder, name: string): Holder | null {
  const value: Json | undefined = holder.props[name];
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) return null;
  return { props: value };
}
