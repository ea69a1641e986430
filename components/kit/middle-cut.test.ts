import { expect, it } from "vitest";
import { middleCut } from "./middle-cut";

it("keeps both ends and leaves short text whole", () => {
  expect(middleCut("9f3c71e0b8aa44a1d7")).toBe("9f3c71e0…44a1d7");
  expect(middleCut("0123456789abcde")).toBe("0123456789abcde");
  expect(middleCut("abcdef", 2, 0)).toBe("ab…");
});

it("does not split a character outside the basic plane", () => {
  expect(middleCut("🧱🧱🧱🧱🧱", 1, 1)).toBe("🧱…🧱");
});
