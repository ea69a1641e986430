import { describe, expect, it } from "vitest";
import { hexOffset, hexRows, windowHolds } from "./hex-rows";

describe("hexRows", () => {
  it("begins rows at multiples of sixteen and leaves the places before the window empty", () => {
    const rows = hexRows(0x5b, "63706f7369780a", [], null);
    expect(rows.map((r) => [r.address, r.lead, r.rest])).toEqual([
      ["00000050", 11, 0],
      ["00000060", 0, 14],
    ]);
    expect(rows[0]?.runs[0]?.text).toBe("cposi");
    expect(rows[1]?.runs[0]?.text).toBe("x.");
  });

  it("splits runs where a mark begins and ends, also over a row's end", () => {
    const rows = hexRows(0, "00".repeat(20), [{ offset: 14, length: 4 }], { offset: 17, length: 2 });
    expect(rows[0]?.runs.map((r) => [r.look, r.hex.split(" ").length])).toEqual([
      [null, 14],
      ["hit", 2],
    ]);
    expect(rows[1]?.runs.map((r) => [r.look, r.hex.split(" ").length])).toEqual([
      ["hit", 1],
      ["both", 1],
      ["chosen", 1],
      [null, 1],
    ]);
  });

  it("prints nothing but plain characters", () => {
    expect(hexRows(0, "e280ae1b7f41", [], null)[0]?.runs[0]?.text).toBe(".....A");
  });

  it("is empty for no bytes and refuses what is no hex", () => {
    expect(hexRows(7, "", [], null)).toEqual([]);
    expect(() => hexRows(0, "0g", [], null)).toThrow(RangeError);
    expect(() => hexRows(0, "0", [], null)).toThrow(RangeError);
  });
});

it("knows what the window holds", () => {
  expect(windowHolds(10, "0011", { offset: 10, length: 2 })).toBe(true);
  expect(windowHolds(10, "0011", { offset: 11, length: 2 })).toBe(false);
  expect(hexOffset(91)).toBe("0x005b");
  expect(hexOffset(0x12345)).toBe("0x12345");
});
