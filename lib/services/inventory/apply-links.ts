import "server-only";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { edgeCode } from "@/lib/domain/relation";
import type { Links } from "@/lib/graph/link";
import { emitAudit } from "../audit";
import { type Ctx, requireScope, withTransaction } from "../context";
import { joinAssets } from "./join-assets";
import { mergeAssets } from "./merge-assets";
import { saveEdges } from "./save-edges";

/** Derived edges have no source of their own. */
const DERIVED_SOURCE = 0;

/** Saves what the link stage derived: joins equal assets, and replaces the derived edges by the new ones. */
export async function applyLinks(
  ctx: Ctx,
  run: { id: number; at: Date },
  links: Links,
): Promise<{ edges: number; joined: number }> {
  requireScope(ctx, "admin");
  return withTransaction(async (tx) => {
    const kept = new Map<number, number>();
    const resolve = (id: number): number => {
      let at = id;
      for (let next = kept.get(at); next !== undefined; next = kept.get(at)) at = next;
      return at;
    };
    for (const same of links.aliases) {
      const keep = resolve(same.keep);
      const other = resolve(same.alias);
      if (keep === other) continue;
      await joinAssets(tx, ctx, keep, other, same.why, run);
      kept.set(other, keep);
    }
    if (kept.size > 0) {
      await mergeAssets(tx, ctx, {
        runId: run.id,
        at: run.at,
        ids: [...new Set(kept.values())].map(resolve),
        added: new Set(),
        sourceName: "link by digest",
      });
    }
    const rows = links.edges
      .map((e) => ({ ...e, from: resolve(e.from), to: resolve(e.to) }))
      .filter((e) => e.from !== e.to)
      .map((e) => ({
        src: e.from,
        dst: e.to,
        kind: edgeCode(e.relation, e.variant),
        class: EVIDENCE_CLASSES[e.class],
        evidenceId: e.evidenceId,
        doc: e.props,
      }));
    const saved = await saveEdges(tx, ctx, {
      runId: run.id,
      sourceId: DERIVED_SOURCE,
      rows,
      mayRemove: () => true,
      tombstones: new Set(),
    });
    await emitAudit(tx, ctx, {
      action: "run.apply",
      entity: "run",
      entityId: run.id,
      detail: { derived: rows.length, joined: kept.size },
    });
    return { edges: saved.added, joined: kept.size };
  });
}
