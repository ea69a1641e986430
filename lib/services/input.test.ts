import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { parseInput } from "./input";

function refusal(schema: z.ZodType, input: unknown): [string, string | null] {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof FaultlineError) return [error.message, error.where];
  }
  throw new Error("nothing was refused");
}

describe("input that does not fit", () => {
  it("is told in a sentence, with its place", () => {
    const schema = z.strictObject({
      band: z.array(z.enum(["High", "Low"])).optional(),
      limit: z.coerce.number().int().max(200).optional(),
      name: z.string(),
    });
    expect(refusal(schema, {})).toEqual(["A value is missing here.", "/name"]);
    expect(refusal(schema, { name: 1 })).toEqual(["Expected a value of type string.", "/name"]);
    expect(refusal(schema, { name: "a", band: ["x"] })).toEqual(["Expected one of High, Low.", "/band/0"]);
    expect(refusal(schema, { name: "a", limit: "999" })).toEqual(["At most 200.", "/limit"]);
    expect(refusal(schema, { name: "a", limit: "all" })).toEqual(["Expected a value of type number.", "/limit"]);
    expect(refusal(schema, { name: "a", "b\u202e": 1 })).toEqual(["Nothing here is called “b<U+202E>”.", "/"]);
  });

  it("keeps the schema's own words", () => {
    expect(refusal(z.object({ a: z.string().min(1, "A name is needed.") }), { a: "" })).toEqual([
      "A name is needed.",
      "/a",
    ]);
  });
});
