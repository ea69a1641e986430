import type { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { storable } from "./rows";

/** Ids of assets and runs are int4: any other number names no row. */
export function isRowId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id < 2 ** 31;
}

/** Parses a verb's input, with text that a database can hold; the first problem becomes an `invalid_input` with its path as a JSON pointer. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(storable(input));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FaultlineError(
    "invalid_input",
    issue?.message ?? "The input is not valid.",
    issue ? `/${issue.path.map(String).join("/")}` : null,
  );
}
