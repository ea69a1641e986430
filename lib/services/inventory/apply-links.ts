import "server-only";
import { sql } from "drizzle-orm";
import { copyTransaction } from "@/db/client";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { readFactEvidenceId } from "@/lib/domain/evidence";
import { edgeCode } from "@/lib/domain/relation";
import type { Links } from "@/lib/graph/link";
import { emitAudit } from "../audit";
import { type Ctx, requireScope } from "../context";
import { saveDerivedEdges } from "./derived-edges";
import { openGraphLog, publishGraph } from "./graph-log";
import { joinAssets } from "./join-assets";
import { mergeAssets } from "./merge-assets";

/** Saves what the link stage derived: joins equal assets, and replaces the derived edges by the new ones. */
export async function applyLinks(
  ctx: Ctx,
  run: { id: number; at: Date; record: number },
  links: Links,
): Promise<{ edges: number; joined: number }> {
  requireScope(ctx, "admin");
  return copyTransaction(async (tx, client) => {
    await openGraphLog(tx);
    const apart = await takenApart(tx, ctx);
    const kept = new Map<number, number>();
    const resolve = (id: number): number => {
      let at = id;
      for (let next = kept.get(at); next !== undefined; next = kept.get(at)) at = next;
      return at;
    };
    for (const same of links.aliases) {
      const keep = resolve(same.keep);
      const other = resolve(same.alias);
      if (keep === other || apart.has(pairName(keep, other))) continue;
      await joinAssets(tx, ctx, keep, other, same.why, run);
      kept.set(other, keep);
    }
    if (kept.size > 0)
      await mergeAssets(tx, ctx, { record: run.record, ids: [...new Set([...kept.values()].map(resolve))] });
    const rows = links.edges
      .map((e) => ({ ...e, from: resolve(e.from), to: resolve(e.to) }))
      .filter((e) => e.from !== e.to)
      .map((e) => {
        const site = e.evidenceId === null ? null : readFactEvidenceId(e.evidenceId);
        return {
          src: e.from,
          dst: e.to,
          kind: edgeCode(e.relation, e.variant),
          class: EVIDENCE_CLASSES[e.class],
          pageId: site?.pageId ?? null,
          spot: site?.spot ?? null,
          doc: e.props,
        };
      });
    const saved = await saveDerivedEdges(tx, client, ctx, run.record, rows);
    await emitAudit(tx, ctx, {
      action: "run.apply",
      entity: "run",
      entityId: run.id,
      detail: { derived: rows.length, joined: kept.size },
    });
    await publishGraph(tx, ctx);
    return { edges: saved.added, joined: kept.size };
  });
}

const pairName = (a: number, b: number) => `${Math.min(a, b)}/${Math.max(a, b)}`;

/** Pairs that a person took apart: equal content does not join them again. */
async function takenApart(tx: Parameters<typeof openGraphLog>[0], ctx: Ctx): Promise<Set<string>> {
  const rows = await tx.execute<{ low: number; high: number }>(
    sql`select low, high from asset_apart where workspace_id = ${ctx.workspaceId}`,
  );
  return new Set(rows.rows.map((r) => pairName(r.low, r.high)));
}
