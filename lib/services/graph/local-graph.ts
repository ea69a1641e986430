import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Executor, Transaction } from "@/db/client";
import { nodeSelect } from "@/lib/engine/node-select";
import type { Asked, Kind, Question } from "@/lib/engine/questions";
import { answerFrom } from "@/lib/engine/questions";
import { type Direction, kindByte, type Purpose, unlabelledKinds, walkedKinds } from "@/lib/graph/csr/kind-bytes";
import { buildSnapshot, type Moment } from "@/lib/graph/csr/snapshot";

/** Nobody waits longer for the database than this. */
const LIMIT_MS = 2_000;
/** Assets a database answer looks at; the nearest ones, since a recursive union finds them in that order. */
const LOCAL_ASSETS = 10_000;
const LOCAL_EDGES = 100_000;

/** `any` leaves labels out, `every` does not. */
type Step = { purpose: Purpose | "any" | "every"; direction: Direction };

const ints = (values: readonly number[]) => sql`${sql.param([...values])}::int[]`;

/** Where a question leads from which asset. */
function stepsOf(question: Question): { root: number; steps: Step[] } | null {
  const impact = (direction: Direction): Step => ({ purpose: "impact", direction });
  const attack = (direction: Direction): Step => ({ purpose: "attack", direction });
  switch (question.kind) {
    case "counts":
      return { root: question.id, steps: [impact("out"), impact("in")] };
    case "rows":
      return { root: question.id, steps: [{ purpose: question.purpose, direction: question.direction }] };
    case "blast":
    case "recall":
      return { root: question.id, steps: [impact("in")] };
    case "path":
      return { root: question.from, steps: [{ purpose: question.over, direction: "out" }] };
    case "exposure":
      return { root: question.id, steps: [attack("out"), attack("in")] };
    case "neighbourhood":
      return { root: question.id, steps: [{ purpose: "every", direction: "out" }] };
    default:
      return null;
  }
}

function kindsOf(purpose: Step["purpose"], direction: Direction) {
  if (purpose === "every") return null;
  return purpose === "any" ? { along: unlabelledKinds(), against: unlabelledKinds() } : walkedKinds(purpose, direction);
}

/** The ids a walk reaches, itself included, nearest first: each asset once, whatever cycles and diamonds there are. */
function closureQuery(ws: number, root: number, { purpose, direction }: Step): SQL {
  const kinds = kindsOf(purpose, direction);
  const of = (list: readonly number[] | undefined) => (list ? sql`and e.kind = any(${ints(list)})` : sql``);
  return sql`with recursive r as (
      select ${root}::int as id
      union
      select x.id from r cross join lateral (
        select e.dst as id from edge e where e.workspace_id = ${ws} and e.src = r.id ${of(kinds?.along)}
        union all
        select e.src from edge e where e.workspace_id = ${ws} and e.dst = r.id ${of(kinds?.against)}
      ) x
    ) select id from r`;
}

async function localSnapshot(tx: Executor, ws: number, moment: Moment, ids: readonly number[]) {
  const nodes = await tx.execute<{
    id: number;
    kind: number;
    flags: number;
    exposure: number;
    data: number;
    score: number;
  }>(sql.raw(nodeSelect(ws, `id in (${ids.map(Number).join(",")})`)));
  const edges = await tx.execute<{ src: number; kind: number; dst: number }>(
    sql`select distinct src, kind, dst from edge where workspace_id = ${ws} and src = any(${ints(ids)}) and dst = any(${ints(ids)}) limit ${LOCAL_EDGES}`,
  );
  const from = nodes.rows;
  return buildSnapshot(
    ws,
    moment,
    {
      ids: Int32Array.from(from, (n) => n.id),
      kind: Uint8Array.from(from, (n) => n.kind),
      flags: Uint8Array.from(from, (n) => n.flags),
      exposure: Uint8Array.from(from, (n) => n.exposure),
      data: Uint8Array.from(from, (n) => n.data),
      score: Int16Array.from(from, (n) => n.score),
    },
    {
      src: Int32Array.from(edges.rows, (e) => e.src),
      dst: Int32Array.from(edges.rows, (e) => e.dst),
      kinds: Uint8Array.from(edges.rows, (e) => kindByte(e.kind)),
      length: edges.rows.length,
    },
  );
}

/**
 * What the database alone can say while no graph is at hand: the nearest assets of the walk, a union over ids within two
 * seconds, then the same answer as from the whole graph. Null for questions about the estate as a whole. Throws the
 * database's own error when the time is over.
 */
export async function answerLocally<K extends Kind>(
  tx: Transaction,
  workspaceId: number,
  moment: Moment,
  question: { kind: K } & Asked[K]["ask"],
): Promise<Asked[K]["answer"] | null> {
  const plan = stepsOf(question as Question);
  if (!plan) return null;
  await tx.execute(sql.raw(`set local statement_timeout = ${LIMIT_MS}`));
  const ids = new Set([plan.root]);
  for (const step of plan.steps) {
    const found = await tx.execute<{ id: number }>(
      sql`${closureQuery(workspaceId, plan.root, step)} limit ${LOCAL_ASSETS}`,
    );
    for (const { id } of found.rows) ids.add(id);
  }
  if (question.kind === "counts") {
    const direct = await tx.execute<{ id: number }>(
      sql`select distinct src as id from edge where workspace_id = ${workspaceId} and dst = ${plan.root} limit ${LOCAL_ASSETS}`,
    );
    for (const { id } of direct.rows) ids.add(id);
  }
  return answerFrom(await localSnapshot(tx, workspaceId, moment, [...ids]), question as Question) as Asked[K]["answer"];
}
