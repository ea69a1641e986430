import { describe, expect, it } from "vitest";
import { layoutSection, SECTION } from "./section-geometry";

describe("layoutSection", () => {
  it("puts each hop into the row of its stratum and in order", () => {
    const { nodes, height } = layoutSection(["model", "infrastructure", "infrastructure", "data"]);
    expect(nodes.map((n) => Math.floor(n.y / SECTION.rowHeight))).toEqual([1, 3, 3, 2]);
    const xs = nodes.map((n) => n.x);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(height).toBe(249);
  });

  it("never lets two hops of one stratum touch, however long the path is", () => {
    const layout = layoutSection(Array.from({ length: 9 }, () => "data" as const));
    layout.nodes.slice(1).forEach((n, i) => {
      expect(n.x - (layout.nodes[i]?.x ?? 0)).toBeGreaterThanOrEqual(SECTION.nodeWidth + SECTION.gap - 1);
    });
    expect((layout.nodes.at(-1)?.x ?? 0) + SECTION.nodeWidth).toBeLessThanOrEqual(layout.width);
  });

  it("runs level within a stratum and bends between two", () => {
    const { edges } = layoutSection(["data", "data", "plugin"]);
    expect(edges[0]?.path).toMatch(/^M[\d.]+ [\d.]+H[\d.]+$/);
    expect(edges[1]?.path).toMatch(/^M[\d.]+ [\d.]+H[\d.]+V[\d.]+$/);
  });

  it("draws one hop without an edge", () => {
    expect(layoutSection(["plugin"]).edges).toEqual([]);
  });
});
