import { expect, it } from "vitest";
import { passwordWords } from "./password-rule";

it("says what is missing until the password is long enough", () => {
  expect(passwordWords("")).toMatch(/^At least 12 characters/);
  expect(passwordWords("elevenchars")).toBe("1 more character.");
  expect(passwordWords("twelve chars")).toBe("Long enough.");
  expect(passwordWords("🔑🔑")).toBe("10 more characters.");
});
