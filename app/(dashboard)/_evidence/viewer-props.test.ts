import { expect, it } from "vitest";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { footOf, markdownOf, viewerProps } from "./viewer-props";

// Made: the smallest record of each shape.
const BASE: EvidenceView = {
  id: "e1",
  path: "weights.bin",
  member: "archive/data.pkl!inner",
  digest: "ab".repeat(32),
  engine: { name: "reader", version: "2", ruleset: "r" },
  found: "calls `x`",
  severity: "critical",
  places: [],
  body: { kind: "gone", sentence: "The bytes are not kept." },
  memberOffset: 0x5b,
  offset: null,
  bytesRead: 2000,
  sizeBytes: 438_000_000,
};
const line = (offset: number, hit: "import" | "operand" | "call" | null) => ({
  offset,
  length: 2,
  opcode: "OP",
  argument: "",
  stack: [],
  hit,
});

it("marks hits apart from the operands that feed them", () => {
  const lines = [line(0, null), line(2, "import"), line(4, "operand"), line(6, "call")];
  const { view, crumb } = viewerProps({
    ...BASE,
    body: { kind: "opcodes", lines, call: { offset: 6, text: "a.b()" }, hex: { start: 0, hex: "0011" } },
  });
  expect(crumb).toEqual(["weights.bin", "archive/data.pkl", "inner"]);
  expect(view).toMatchObject({ hits: [2, 6], operands: [4], calls: [{ offset: 6, text: "a.b()" }] });
  expect(view).toMatchObject({
    hex: {
      marks: [
        { offset: 2, length: 2 },
        { offset: 6, length: 2 },
      ],
    },
  });
});
it("numbers lines from the first one kept", () => {
  const { view } = viewerProps({
    ...BASE,
    body: { kind: "text", firstLine: 7, lines: ["a", "b"], hitLines: [8], pointer: "/a/0" },
  });
  expect(view).toMatchObject({
    lines: [
      { number: 7, text: "a" },
      { number: 8, text: "b" },
    ],
    marked: [8],
  });
});
it("does not invent how much was read", () => {
  expect(footOf(BASE)).toBe("Read 2 KB of 438 MB · reader 2");
  expect(footOf({ ...BASE, bytesRead: null })).toBe("Bytes read not recorded · reader 2");
});
it("fences found text that holds backticks", () => {
  expect(markdownOf(BASE)).toContain("- Found: `` calls `x` ``");
  expect(markdownOf(BASE)).toContain("weights.bin › archive/data.pkl › inner › 0x005b");
});
