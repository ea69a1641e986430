import { expect, it } from "vitest";
import { initialsOf } from "./avatar";

it("takes the first and last word", () => {
  expect(initialsOf("T. Brandt")).toBe("TB");
  expect(initialsOf("hanne maria okafor")).toBe("HO");
  expect(initialsOf("Ops")).toBe("O");
  expect(initialsOf("é. ørsted")).toBe("ÉØ");
  expect(initialsOf("")).toBe("?");
});
