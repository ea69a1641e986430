import "server-only";
import type { GraphStamp } from "@/lib/domain/views/graph-stamp";
import type { Ctx } from "../context";
import { askGraph } from "./ask";

export type GraphCounts = { upstream: number; downstream: number; usedBy: number; stamp: GraphStamp };

/**
 * How many assets one depends on, how many depend on it (impact set, closed ones included), and how many have any relation
 * to it. An unknown asset counts nothing.
 */
export async function graphCounts(ctx: Ctx, id: number): Promise<GraphCounts> {
  const { answer, stamp } = await askGraph(ctx, { kind: "counts", id });
  return { ...(answer ?? { upstream: 0, downstream: 0, usedBy: 0 }), stamp };
}
