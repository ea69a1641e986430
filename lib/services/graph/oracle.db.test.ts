import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { ASSET_KINDS } from "@/db/enums";
import { BLAST_KINDS } from "@/lib/domain/asset";
import type { Direction, Purpose } from "@/lib/graph/csr/kind-bytes";
import { walkedKinds } from "@/lib/graph/csr/kind-bytes";
import { seeded } from "@/lib/graph/csr/testing/made-graph";
import { freshWorkspace, rows } from "@/lib/pipeline/testing/rig";
import type { Ctx } from "../context";
import { askGraph } from "./ask";
import { graphEngine } from "./engine";
import { insertMadeEstate } from "./testing/made-estate";

// The engine against the database's own recursion, written here anew: power-law hubs, diamonds, cycles, self loops, edges
// said by two sources. Another graph in every run; the seed stands in the message of a failure.
const SEED = 1 + Math.floor(Math.random() * 1_000_000);
const SIZE = 3_000;
let ctx: Ctx;
let ids: number[];
beforeAll(async () => {
  ctx = await freshWorkspace("oracle");
  ({ ids } = await insertMadeEstate(ctx, SEED, SIZE));
  await rows(sql`analyze edge`);
});
afterAll(async () => {
  await graphEngine().close();
  await closeDatabase();
});

const ints = (values: readonly number[]) => sql`${sql.param([...values])}::int[]`;

/** The ids a walk reaches, the root among them: a plain recursive union, no code shared with the product's. */
function closureOf(root: number, purpose: Purpose, direction: Direction): SQL {
  const { along, against } = walkedKinds(purpose, direction);
  return sql`with recursive r(id) as (select ${root}::int union
      select case when e.src = r.id and e.kind = any(${ints(along)}) then e.dst else e.src end
      from r join edge e on e.workspace_id = ${ctx.workspaceId} and ((e.src = r.id and e.kind = any(${ints(along)})) or (e.dst = r.id and e.kind = any(${ints(against)}))))
    select id from r`;
}

const next = seeded(SEED + 7);
const sample = (count: number) => Array.from({ length: count }, () => ids[Math.floor(next() ** 2 * ids.length)] ?? 1);

async function asked<K extends Parameters<typeof askGraph>[1]["kind"]>(
  question: { kind: K } & Record<string, unknown>,
) {
  const { answer, stamp } = await askGraph(ctx, question as unknown as Parameters<typeof askGraph<K>>[1]);
  expect([SEED, stamp.partial]).toEqual([SEED, false]);
  if (answer === null) throw new Error("no answer");
  return answer;
}

describe(`the engine on graph ${SEED}`, () => {
  it("counts upstream, downstream and users as SQL does", async () => {
    for (const id of sample(25)) {
      const up = await rows(closureOf(id, "impact", "out"));
      const down = await rows(closureOf(id, "impact", "in"));
      const users = await rows(
        sql`select distinct src from edge where workspace_id = ${ctx.workspaceId} and dst = ${id} and src <> dst`,
      );
      expect([SEED, id, await asked({ kind: "counts", id })]).toEqual([
        SEED,
        id,
        { upstream: up.length - 1, downstream: down.length - 1, usedBy: users.length },
      ]);
    }
  });

  it("counts blast radii by kind, production and what runs", async () => {
    const kinds = BLAST_KINDS.map((k) => ASSET_KINDS[k]);
    for (const id of sample(25)) {
      const expected = await rows<{ kind: number; count: number; production: number; running: number }>(
        sql`select kind, count(*)::int as count, count(*) filter (where env = 'prod')::int as production, count(*) filter (where kind = ${ASSET_KINDS.infra} and attrs->>'state' = 'running')::int as running
            from asset where workspace_id = ${ctx.workspaceId} and closed_record is null and id <> ${id} and kind = any(${ints(kinds)}) and id in (${closureOf(id, "impact", "in")}) group by kind order by kind`,
      );
      const radius = await asked({ kind: "blast", id, limit: 50 });
      expect([SEED, id, radius.byKind]).toEqual([SEED, id, expected.map(({ running: _, ...k }) => k)]);
      expect(radius.running).toBe(expected.reduce((n, k) => n + k.running, 0));
      const best = await rows<{ score: number }>(
        sql`select coalesce(score_tenths, -1) as score from asset where workspace_id = ${ctx.workspaceId} and closed_record is null and id <> ${id} and kind = any(${ints(kinds)}) and id in (${closureOf(id, "impact", "in")}) order by 1 desc limit 50`,
      );
      const top = await rows<{ id: number; score: number }>(
        sql`select id, coalesce(score_tenths, -1) as score from asset where workspace_id = ${ctx.workspaceId} and id = any(${ints(radius.top.map((t) => t.id))}) order by 2 desc`,
      );
      expect(top.map((t) => t.score)).toEqual(best.map((b) => b.score));
    }
  });

  it("lists the edges of a walk as SQL finds them", async () => {
    for (const id of sample(10)) {
      for (const [purpose, direction] of [
        ["impact", "out"],
        ["lineage", "in"],
        ["attack", "out"],
      ] as const) {
        const { along, against } = walkedKinds(purpose, direction);
        const expected = await rows<{ e: string }>(
          sql`with c as (${closureOf(id, purpose, direction)}) select distinct src || ' ' || kind || ' ' || dst as e from edge
              where workspace_id = ${ctx.workspaceId} and src <> dst and ((src in (select id from c) and kind = any(${ints(along)})) or (dst in (select id from c) and kind = any(${ints(against)})))`,
        );
        const walk = await asked({ kind: "rows", id, purpose, direction, maxDepth: 99, limit: 100_000 });
        expect([SEED, id, walk.rows.map((r) => `${r.src} ${r.kind} ${r.dst}`).sort()]).toEqual([
          SEED,
          id,
          expected.map((r) => r.e).sort(),
        ]);
        expect(walk.omitted).toBe(0);
      }
    }
  });

  it("finds the way of each asset to sensitive data as SQL does, level by level", async () => {
    const { along, against } = walkedKinds("attack", "in");
    const hops = new Map<number, number>();
    let level = (
      await rows<{ id: number }>(
        sql`select id from asset where workspace_id = ${ctx.workspaceId} and closed_record is null and data_scored >= 3 and (kind = ${ASSET_KINDS.dataset} or (kind = ${ASSET_KINDS.infra} and subtype = 'bucket'))`,
      )
    ).map((r) => r.id);
    for (let depth = 0; level.length > 0; depth++) {
      for (const id of level) hops.set(id, depth);
      const found = await rows<{ id: number }>(
        sql`select distinct e.dst as id from edge e where e.workspace_id = ${ctx.workspaceId} and e.src = any(${ints(level)}) and e.kind = any(${ints(along)})
            union select e.src from edge e where e.workspace_id = ${ctx.workspaceId} and e.dst = any(${ints(level)}) and e.kind = any(${ints(against)})`,
      );
      level = found.map((r) => r.id).filter((id) => !hops.has(id));
    }
    const metrics = await asked({ kind: "metrics" });
    expect(hops.size).toBeGreaterThan(10);
    expect(
      new Map([...metrics.ids].map((id, i) => [id, metrics.hops[i]] as const).filter(([, h]) => h !== -1)),
    ).toEqual(new Map([...metrics.ids].filter((id) => hops.has(id)).map((id) => [id, hops.get(id)])));
    for (const id of sample(10)) {
      const { toData } = await asked({ kind: "exposure", id });
      expect(toData === null ? undefined : toData.length - 1).toBe(hops.get(id));
    }
  });

  it("says what a recall reaches, each asset once", async () => {
    for (const id of sample(8)) {
      const expected = await rows<{ id: number }>(
        sql`select id from asset where workspace_id = ${ctx.workspaceId} and closed_record is null and id <> ${id} and id in (${closureOf(id, "impact", "in")})`,
      );
      const told = await asked({ kind: "recall", id, after: null, limit: 10, ids: true });
      expect([SEED, id, [...told.ids].sort((a, b) => a - b)]).toEqual([
        SEED,
        id,
        expected.map((r) => r.id).sort((a, b) => a - b),
      ]);
      const seen: number[] = [];
      let after = null;
      for (
        let page = told;
        page.members.length > 0;
        page = await asked({ kind: "recall", id, after, limit: 7, ids: false })
      ) {
        if (after !== null) seen.push(...page.members.map((m) => m.id));
        else if (page === told && told.members.length > 0) seen.push(...told.members.map((m) => m.id));
        const last = page.members.at(-1);
        after = last ? { group: last.group, distance: last.distance, id: last.id } : after;
        if (seen.length > expected.length || seen.length > 40) break;
      }
      expect(seen.length).toBe(new Set(seen).size);
      expect(seen).toEqual([...told.ids].slice(0, seen.length));
    }
  });
});
