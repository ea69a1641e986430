import { type FaultLine, STRATA } from "@/lib/domain/fault-line";

/** Sizes of the path picture in its own units (px at full width). */
export const SECTION = { rowHeight: 62, nodeWidth: 156, nodeHeight: 42, left: 152, gap: 92, right: 12 } as const;

type SectionNode = { x: number; y: number };
type SectionEdge = { path: string; labelX: number; labelY: number; anchor: "start" | "middle" };
export type SectionLayout = { width: number; height: number; nodes: SectionNode[]; edges: SectionEdge[] };

/**
 * Rows are strata, x is hop order. In one stratum the edge runs level from side to side; between two it runs level to
 * the middle of the next hop and then drops or climbs to it, so that the crossing is seen.
 */
export function layoutSection(strata: readonly FaultLine[], minWidth = 928): SectionLayout {
  const { rowHeight, nodeWidth, nodeHeight, left, right } = SECTION;
  const count = Math.max(1, strata.length);
  const needed = left + count * nodeWidth + (count - 1) * SECTION.gap + right;
  const width = Math.max(minWidth, needed);
  const step = count > 1 ? Math.min(250, (width - left - right - nodeWidth) / (count - 1)) : 0;
  const nodes = strata.map((s, i) => ({
    x: left + i * step,
    y: STRATA.indexOf(s) * rowHeight + (rowHeight - nodeHeight) / 2,
  }));
  const edges = nodes.slice(1).map((to, i) => edgeBetween(nodes[i] ?? to, to));
  return { width, height: STRATA.length * rowHeight + 1, nodes, edges };
}

function edgeBetween(from: SectionNode, to: SectionNode): SectionEdge {
  const { nodeWidth, nodeHeight } = SECTION;
  const startX = from.x + nodeWidth;
  const y = from.y + nodeHeight / 2;
  if (from.y === to.y) {
    return { path: `M${startX} ${y}H${to.x - 6}`, labelX: (startX + to.x) / 2, labelY: y - 8, anchor: "middle" };
  }
  const x = to.x + nodeWidth / 2;
  const down = to.y > from.y;
  const end = down ? to.y - 6 : to.y + nodeHeight + 6;
  // Beside the drop, still in the row it leaves: no other hop stands there.
  const labelY = down ? y + 26 : y - 16;
  return { path: `M${startX} ${y}H${x}V${end}`, labelX: x + 8, labelY, anchor: "start" };
}
