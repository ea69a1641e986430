import type { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { storable } from "./rows";

/** Ids of assets and runs are int4: any other number names no row. */
export function isRowId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id < 2 ** 31;
}

/** Parses a verb's input, with text that a database can hold; the first problem becomes an `invalid_input` with its path as a JSON pointer. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(storable(input), { error: sentenceOf });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FaultlineError(
    "invalid_input",
    issue?.message ?? "The input is not valid.",
    issue ? `/${issue.path.map(String).join("/")}` : null,
  );
}

/** A sentence where the schema itself has none; undefined leaves zod's own. */
function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_value":
      return `Expected ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}.`;
    case "invalid_type":
      return issue.input === undefined ? "A value is missing here." : `Expected a value of type ${issue.expected}.`;
    case "too_big":
      return `At most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}.`;
    case "too_small":
      return `At least ${issue.minimum}${issue.origin === "string" ? " characters" : ""}.`;
    case "unrecognized_keys":
      return `Nothing here is called ${issue.keys.map((key) => `“${showText(key, 60)}”`).join(" or ")}.`;
    default:
      return undefined;
  }
}
