import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("quotes what would break a line and disarms formulas", () => {
  expect(
    toCsv(
      ["a", "b"],
      [
        ['say "x", now', "=1+1"],
        [null, -3],
      ],
    ),
  ).toBe('a,b\r\n"say ""x"", now",\'=1+1\r\n,-3\r\n');
});
