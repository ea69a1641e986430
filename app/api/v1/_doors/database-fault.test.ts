import { describe, expect, it } from "vitest";
import { databaseFault } from "./database-fault";

const coded = (code: string, cause?: Error) => Object.assign(new Error("x", { cause }), { code });

describe("a fault of the database", () => {
  it.each(["ECONNREFUSED", "08006", "57P01", "53300"])("%s is unavailable", (code) => {
    expect(databaseFault(coded(code))?.code).toBe("unavailable");
  });

  it.each(["22P02", "22003", "22021"])("%s is the caller's value, also below a wrapper", (code) => {
    expect(databaseFault(new Error("Failed query", { cause: coded(code) }))?.code).toBe("invalid_input");
  });

  it("is ours when it is anything else", () => {
    for (const error of [coded("42P01"), coded("23505"), new Error("x"), "x", null])
      expect(databaseFault(error)).toBeNull();
  });

  it("does not follow a circle of causes", () => {
    const error = new Error("x");
    error.cause = error;
    expect(databaseFault(error)).toBeNull();
  });
});
