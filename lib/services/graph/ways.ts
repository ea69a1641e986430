import "server-only";
import { sql } from "drizzle-orm";
import { EVIDENCE_CLASSES } from "@/db/enums";
import { wordOf } from "@/lib/domain/codes";
import { factEvidenceId } from "@/lib/domain/evidence";
import { RELATIONS } from "@/lib/domain/relation";
import type { Way } from "@/lib/domain/views/graph-views";
import type { Over } from "@/lib/engine/questions";
import { unlabelledKinds, walkedKinds } from "@/lib/graph/csr/kind-bytes";
import { type Ctx, reader } from "../context";
import { relationWords } from "./edge-facts";
import { type Placed, placedAssets, refOf } from "./placed";

type StepRow = {
  a: number;
  b: number;
  kind: number;
  forwards: boolean;
  class: number;
  source: string;
  page_id: number | null;
  spot: string | null;
};
type Step = NonNullable<Way["steps"][number]>;

/** The relation in the words of whoever goes this way: a step against its direction is said in reverse. */
function wordsAlong({ kind, forwards }: StepRow) {
  const said = relationWords(kind);
  return { ...said, words: forwards ? said.words : RELATIONS[said.relation].reverse, forwards };
}

/** Of each pair of neighbours on a way the relation with the strongest evidence that such a way may use. */
async function stepsBetween(ctx: Ctx, pairs: readonly [number, number][], over: Over): Promise<Map<string, Step>> {
  if (pairs.length === 0) return new Map();
  const ints = (values: readonly number[]) => sql`${sql.param([...values])}::int[]`;
  const kinds = over === "any" ? { along: unlabelledKinds(), against: unlabelledKinds() } : walkedKinds(over, "out");
  const along = sql`and e.kind = any(${ints(kinds.along)})`;
  const against = sql`and e.kind = any(${ints(kinds.against)})`;
  const { rows } = await reader().execute<StepRow>(
    sql`with t as (select distinct a, b from unnest(${ints(pairs.map(([a]) => a))}, ${ints(pairs.map(([, b]) => b))}) as t(a, b)),
             e as (select t.a, t.b, e.*, true as forwards from t join edge e on e.workspace_id = ${ctx.workspaceId} and e.src = t.a and e.dst = t.b ${along}
                   union all
                   select t.a, t.b, e.*, false from t join edge e on e.workspace_id = ${ctx.workspaceId} and e.src = t.b and e.dst = t.a ${against})
        select distinct on (e.a, e.b) e.a, e.b, e.kind, e.forwards, e.class, e.page_id, e.spot, coalesce(s.name, 'Faultline, by digest') as source
        from e left join source s on s.workspace_id = e.workspace_id and s.id = e.source_id
        order by e.a, e.b, e.class, e.forwards desc, e.kind, e.page_id, e.spot`,
  );
  return new Map(
    rows.map((r) => [
      `${r.a}/${r.b}`,
      {
        ...wordsAlong(r),
        class: wordOf(EVIDENCE_CLASSES, r.class),
        source: r.source,
        evidenceId: factEvidenceId(r.page_id, r.spot),
      },
    ]),
  );
}

/** Ways of asset ids as what a screen draws: two statements for all of them. A way with a vanished asset is left out. */
export async function drawWays(ctx: Ctx, ways: readonly (readonly number[])[], over: Over): Promise<Way[]> {
  const assets = await placedAssets(ctx, ways.flat());
  const pairs = ways.flatMap((way) => way.slice(1).map((b, i): [number, number] => [way[i] ?? 0, b]));
  const steps = await stepsBetween(ctx, pairs, over);
  return ways.flatMap((way) => {
    const known = way.map((id) => assets.get(id)).filter((a): a is Placed => a !== undefined);
    if (known.length < way.length) return [];
    return {
      assets: known.map((a) => ({ ...refOf(a), worstBand: a.worstBand })),
      steps: way.slice(1).map((b, i) => steps.get(`${way[i]}/${b}`) ?? null),
    };
  });
}
