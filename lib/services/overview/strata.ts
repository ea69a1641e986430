import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { ASSET_KINDS, FAULT_LINES } from "@/db/enums";
import { KIND_FAULT_LINE, UNCOUNTED_KINDS } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import { type FaultLine, STRATA } from "@/lib/domain/fault-line";
import type { AsOfPoint } from "@/lib/domain/page";
import type { Band } from "@/lib/domain/severity";
import type { Overview } from "@/lib/domain/views/risk-views";
import type { Ctx } from "../context";
import { type PostureRow, shortDay } from "./words";

const NO_RISKS: Record<Band, number> = { Critical: 0, High: 0, Medium: 0, Low: 0, Info: 0 };

/** Posture after each ranked run of the 90 days that end with the newest, or with an asked moment. */
export async function postures(db: Executor, ctx: Ctx, past: AsOfPoint | null = null): Promise<PostureRow[]> {
  const until = past
    ? sql`and run_id in (select r.id from run r where r.workspace_id = ${ctx.workspaceId} and r.record <= ${past.record})`
    : sql``;
  const rows = await db.execute<{
    run_id: number;
    fault_line: number;
    at: string;
    posture: number;
    counts: Record<Band, number>;
    opened: number;
    proven: number;
    gone: number;
  }>(
    sql`select run_id, fault_line, at::text, posture, counts, opened, proven, gone from posture_point
        where workspace_id = ${ctx.workspaceId} ${until}
          and at > (select max(at) from posture_point where workspace_id = ${ctx.workspaceId} ${until}) - interval '90 days' order by at, run_id`,
  );
  return rows.rows.map((r) => ({
    runId: r.run_id,
    line: r.fault_line === 0 ? null : wordOf(FAULT_LINES, r.fault_line),
    at: new Date(r.at).toISOString(),
    posture: r.posture,
    counts: { ...NO_RISKS, ...r.counts },
    opened: r.opened,
    proven: r.proven,
    gone: r.gone,
  }));
}

type LineCount = { assets: number; loaded: number; mcp: number; seen: number; total: number };
export type LineCounts = Map<FaultLine, LineCount>;

/** Counts by kind as lines of the overview; a kind that stands in no count is left out. */
export function linesOf(
  kinds: ReadonlyMap<string, number>,
  o: { confirmed: ReadonlyMap<string, number>; loaded: number; mcp: number },
): LineCounts {
  const lines: LineCounts = new Map(STRATA.map((l) => [l, { assets: 0, loaded: 0, mcp: 0, seen: 0, total: 0 }]));
  for (const [code, n] of kinds) {
    const kind = wordOf(ASSET_KINDS, Number(code));
    const line = UNCOUNTED_KINDS.includes(kind) ? undefined : lines.get(KIND_FAULT_LINE[kind]);
    if (!line) continue;
    line.assets += n;
    line.total += n;
    line.seen += o.confirmed.get(code) ?? 0;
    if (kind === "model") line.loaded += o.loaded;
    if (kind === "plugin") line.mcp += o.mcp;
  }
  return lines;
}

/** Opened, proven and gone with each ranked run. */
export function movementOf(all: readonly PostureRow[]): Overview["movement"] {
  return all.map((p) => ({
    at: p.at,
    label: shortDay(p.at),
    opened: p.opened,
    proven: p.proven,
    closedNoProof: p.gone,
    running: false,
  }));
}

/** One line of the overview from its posture points and counts; `seen` false where who saw what is not known. */
export function stratumOf(
  line: FaultLine,
  points: readonly PostureRow[],
  lines: LineCounts,
  seen: boolean,
): Overview["strata"][number] {
  const own = points.filter((p) => p.line === line);
  const now = own.at(-1);
  const before = own.at(-2);
  const counts = lines.get(line) ?? { assets: 0, loaded: 0, mcp: 0, seen: 0, total: 0 };
  const missing = counts.total - counts.seen;
  const mcp = `${counts.mcp} MCP ${counts.mcp === 1 ? "server" : "servers"}`;
  return {
    faultLine: line,
    assets: counts.assets,
    detail: !seen ? "" : line === "plugin" ? mcp : line === "model" ? `${counts.loaded} loaded` : "",
    open: now?.counts ?? NO_RISKS,
    posture: now?.posture ?? null,
    delta: now && before ? now.posture - before.posture : null,
    trend: own.map((p) => ({ at: p.at, posture: p.posture })),
    observed: seen
      ? { seen: counts.seen, total: counts.total, reason: missing > 0 ? `${missing} not confirmed` : null }
      : { seen: 0, total: 0, reason: "not kept for a past moment" },
  };
}
