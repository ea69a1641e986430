import { expect, it } from "vitest";
import { shareWords, sizeWords } from "./size-words";

it("says bytes in three digits at most", () => {
  expect(sizeWords(712)).toBe("712 B");
  expect(sizeWords(3_900)).toBe("3.9 KB");
  expect(sizeWords(438_000_000)).toBe("438 MB");
  expect(sizeWords(1_980_000_000)).toBe("1.98 GB");
  expect(sizeWords(999_999)).toBe("1 MB");
});
it("never rounds a part to nothing or to the whole", () => {
  expect(shareWords(1, 1_000_000)).toBe("1%");
  expect(shareWords(999_999, 1_000_000)).toBe("99%");
  expect(shareWords(10, 10)).toBe("100%");
  expect(shareWords(0, 10)).toBe("0%");
  expect(shareWords(0, 0)).toBeNull();
});
