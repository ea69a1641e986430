export type QueryValue = string | number | readonly string[] | null | undefined;

/** `?band=Critical,High&q=x` from what is set; empty values are left out, keys keep their order. */
export function queryString(values: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === "") continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text !== "") params.set(key, text);
  }
  const out = params.toString();
  return out === "" ? "" : `?${out}`;
}

/** The set values alone, as a service takes them. */
export function setValues(values: Readonly<Record<string, QueryValue>>): Record<string, QueryValue> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, v]) => v !== null && v !== undefined && v !== "" && !(Array.isArray(v) && v.length === 0),
    ),
  );
}
