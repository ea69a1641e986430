import type { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";

/** Parses a verb's input; the first problem becomes an `invalid_input` with its path as a JSON pointer. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FaultlineError(
    "invalid_input",
    issue?.message ?? "The input is not valid.",
    issue ? `/${issue.path.map(String).join("/")}` : null,
  );
}
