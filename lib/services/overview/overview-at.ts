import "server-only";
import { sql } from "drizzle-orm";
import type { Executor } from "@/db/client";
import { FAULT_LINE_LABEL, STRATA } from "@/lib/domain/fault-line";
import type { AsOfPoint } from "@/lib/domain/page";
import { showText } from "@/lib/domain/text";
import type { Overview } from "@/lib/domain/views/risk-views";
import { type Ctx, reader, requireScope } from "../context";
import { assetsAt } from "../history/estate-at";
import { asOf } from "../workspace/workspace";
import { type LineCounts, linesOf, movementOf, postures, stratumOf } from "./strata";
import { type PostureRow, saferOf } from "./words";

const NOT_KEPT = "not kept for a past moment";

/**
 * The overview of a past moment: posture and open risks of the newest run ranked by then, and the assets of then. Which
 * risks they were, who owned them and what could not be seen is known for now alone, and said to be.
 */
export async function overviewAt(ctx: Ctx, past: AsOfPoint): Promise<Overview> {
  requireScope(ctx, "viewer");
  const db = reader();
  const points = await postures(db, ctx, past);
  const lines = await linesAt(db, ctx, past);
  const all = points.filter((p) => p.line === null);
  const then = all.at(-1) ?? null;
  const strata = STRATA.map((line) => stratumOf(line, points, lines, false));
  const known = strata.filter((s) => s.posture !== null).sort((a, b) => (a.posture ?? 100) - (b.posture ?? 100));
  const worst = known[0];
  const openOf = (counts: PostureRow["counts"] | undefined) =>
    Object.values(counts ?? {}).reduce((a: number, b: number) => a + b, 0);
  const open = openOf(then?.counts);
  return {
    asOf: { ...(await asOf(ctx)), past },
    state: "ready",
    verdict: { sentence: sentenceOf(past, then, open), act: null },
    answers: {
      safer: saferOf({ now: then, before: all.at(-2) ?? null }),
      worst: worst
        ? {
            line: worst.faultLine,
            posture: worst.posture,
            detail: `${openOf(worst.open)} of ${open} open risks, ${worst.open.Critical} critical, in ${FAULT_LINE_LABEL[worst.faultLine].toLowerCase()}`,
          }
        : { line: null, posture: null, detail: "nothing was ranked by then" },
      who: { word: "Unknown", detail: NOT_KEPT, note: "", href: "/risks" },
      unseen: { word: "Unknown", detail: NOT_KEPT, note: "" },
    },
    strata,
    posture: then?.posture ?? null,
    openRisks: open,
    decide: [],
    movement: movementOf(all),
    cannotSee: [],
    staleSources: { stale: 0, total: 0 },
  };
}

function sentenceOf(past: AsOfPoint, then: PostureRow | null, open: number): string {
  const run = showText(past.run, 80);
  if (!then) return `After ${run} nothing was ranked yet.`;
  const { Critical, High } = then.counts;
  return `After ${run} posture was ${then.posture.toFixed(1)}: ${open} ${open === 1 ? "risk was" : "risks were"} open, ${Critical} critical and ${High} high.`;
}

async function linesAt(db: Executor, ctx: Ctx, past: AsOfPoint): Promise<LineCounts> {
  const rows = await db.execute<{ kind: number; n: number }>(
    sql`select a.kind, count(*)::int as n from (${assetsAt(ctx.workspaceId, past.record)}) a where not a.closed group by 1`,
  );
  return linesOf(new Map(rows.rows.map((r) => [String(r.kind), r.n])), { confirmed: new Map(), loaded: 0, mcp: 0 });
}
