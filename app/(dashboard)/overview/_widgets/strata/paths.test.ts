import { describe, expect, it } from "vitest";
import { pathColumns } from "./paths";

const risk = (id: string, ...crosses: ("plugin" | "model" | "data" | "infrastructure")[]) => ({
  id,
  title: id,
  crosses,
});

describe("pathColumns", () => {
  it("keeps only risks that leave their stratum, at most two, in list order", () => {
    const columns = pathColumns([
      risk("stays", "model", "model"),
      risk("a", "model", "infrastructure", "infrastructure", "data"),
      risk("b", "plugin", "data"),
      risk("c", "data", "model"),
    ]);
    expect(columns.map((c) => [c.letter, c.id])).toEqual([
      ["A", "a"],
      ["B", "b"],
    ]);
  });

  it("numbers a stratum by its first touch", () => {
    expect(pathColumns([risk("a", "infrastructure", "infrastructure", "model", "infrastructure")])[0]?.order).toEqual({
      infrastructure: 1,
      model: 2,
    });
  });
});
