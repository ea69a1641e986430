import "server-only";
import { sql } from "drizzle-orm";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { factEvidenceId } from "@/lib/domain/evidence";
import type { Json, JsonObject } from "@/lib/domain/json";
import { type EvidenceClass, edgeWords, RELATIONS, type RelationKind } from "@/lib/domain/relation";
import { type Ctx, reader } from "../context";

/** What is said of one edge by the source whose evidence is strongest. */
export type EdgeFact = {
  relation: RelationKind;
  variant: string | null;
  words: string;
  class: EvidenceClass;
  ref: string | null;
  resolved: string | null;
  site: string | null;
  source: string;
  evidenceId: string | null;
};

type Triple = { src: number; kind: number; dst: number };
export const edgeKey = ({ src, kind, dst }: Triple) => `${src}/${kind}/${dst}`;

const text = (value: Json | undefined) => (typeof value === "string" ? value : null);

/** `derived from (finetune)`: the relation with its variant, from our own lists. */
export function relationWords(kind: number): { relation: RelationKind; variant: string | null; words: string } {
  const { relation, variant } = edgeWords(kind);
  const { verb } = RELATIONS[relation];
  const words = variant && variant !== "unknown" ? `${verb} (${variant.replaceAll("_", " ")})` : verb;
  return { relation, variant, words };
}

/** The facts of these edges, one statement however many there are; an edge that went meanwhile is missing. */
export async function edgeFacts(ctx: Ctx, edges: readonly Triple[]): Promise<Map<string, EdgeFact>> {
  if (edges.length === 0) return new Map();
  const list = (of: (e: Triple) => number) => sql`${sql.param(edges.map(of))}::int[]`;
  const { rows } = await reader().execute<
    Triple & { class: number; page_id: number | null; spot: string | null; doc: JsonObject | null; source: string }
  >(
    sql`select distinct on (e.src, e.kind, e.dst) e.src, e.kind, e.dst, e.class, e.page_id, e.spot, d.doc, coalesce(s.name, 'Faultline, by digest') as source
        from unnest(${list((e) => e.src)}, ${list((e) => e.kind)}, ${list((e) => e.dst)}) as t(src, kind, dst)
        join edge e on e.workspace_id = ${ctx.workspaceId} and e.src = t.src and e.kind = t.kind and e.dst = t.dst
        left join edge_detail d on d.workspace_id = e.workspace_id and d.src = e.src and d.kind = e.kind and d.dst = e.dst and d.source_id = e.source_id
        left join source s on s.workspace_id = e.workspace_id and s.id = e.source_id
        order by e.src, e.kind, e.dst, e.class, e.page_id, e.spot, s.name`,
  );
  return new Map(
    rows.map((r) => [
      edgeKey(r),
      {
        ...relationWords(r.kind),
        class: wordOf(EVIDENCE_CLASSES, r.class),
        ref: text(r.doc?.ref),
        resolved: text(r.doc?.resolved),
        site: text(r.doc?.site) ?? text(r.doc?.path),
        source: r.source,
        evidenceId: factEvidenceId(r.page_id, r.spot),
      },
    ]),
  );
}
