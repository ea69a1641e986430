import "server-only";
import { sql } from "drizzle-orm";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import type { AssetKind } from "@/lib/domain/asset";
import { wordOf } from "@/lib/domain/codes";
import { canonicalJson } from "@/lib/domain/json";
import type { RecordEdge } from "@/lib/domain/record";
import { edgeCode, isLegalEdge } from "@/lib/domain/relation";
import { showText } from "@/lib/domain/text";
import { type Cell, copyRows } from "./copy-rows";
import type { Identities } from "./ingest-assets";
import { type Chunk, chunkBody, type Ingest, type Keys, refuse } from "./ingest-keys";
import { LineSet } from "./line-set";
import { parseEdges, type StagedLine, stagedLines } from "./staged-lines";

/** Records to be read again although they came unchanged, by key and by line. */
type Forced = { keys: ReadonlySet<string>; lines: LineSet };
const NOBODY: Forced = { keys: new Set(), lines: new LineSet() };

type Edges = ReturnType<typeof parseEdges>;
type Node = { id: number; kind: AssetKind; subtype: string };

/**
 * Phase two: reads again the records whose adjacency changed, and stages their edges, ends resolved, in
 * `edge_new(src, kind, dst, class, page_id, spot, doc)`; `changed_src(src)` names every asset whose edges are now complete there.
 */
export async function stageEdges(
  job: Ingest,
  o: { keys: Keys; ids: Identities; chunks: readonly Chunk[]; first: boolean },
): Promise<{ refused: number }> {
  const { tx } = job;
  await tx.execute(
    sql`create temp table edge_new (src int, kind smallint, dst int, class smallint, page_id int, spot text, doc jsonb) on commit drop`,
  );
  await tx.execute(
    sql`create temp table changed_src on commit drop as select distinct asset_id as src from ids where is_new or eh_changed`,
  );
  const forced = o.first ? NOBODY : await neighbours(job, o.ids);
  const unresolved: string[] = [];
  let refused = 0;
  for (const chunk of o.chunks) {
    if (!o.keys.chunks.has(chunk.seq) && forced.keys.size === 0) continue;
    const lines: { line: StagedLine; record: Edges; sites: ReturnType<typeof sitesOf> }[] = [];
    for (const line of stagedLines(await chunkBody(job, chunk), chunk.pageId, chunk.firstLine)) {
      if (o.keys.known.has(line.high, line.low) && !forced.lines.has(line.high, line.low)) continue;
      if (o.keys.refusedLines.has(line.line)) continue;
      const record = parseEdges(line);
      if (record.edges.length === 0) continue;
      const ord = o.keys.ordOf.get(record.key);
      const wanted = (ord !== undefined && o.ids.reread[ord] === 1) || forced.keys.has(record.key);
      if (wanted) lines.push({ line, record, sites: sitesOf(record) });
    }
    const find = await resolver(job, o, lines);
    const rows: Cell[][] = [];
    for (const { line, record, sites } of lines) {
      const src = find(record.key);
      if (!src) continue;
      const best = new Map<string, Cell[]>();
      for (const [i, edge] of record.edges.entries()) {
        const dst = find(edge.to);
        const wrong = dst ? illegal(src, edge, dst) : `names “${showText(edge.to, 120)}”, which no record describes`;
        if (wrong || !dst) {
          refused++;
          refuse(o.keys.refused, line, sites(i), { reason: `/edges/${i}: ${wrong}.`, loses: false });
          if (!dst) unresolved.push(record.key);
          continue;
        }
        const kind = edgeCode(edge.relation, edge.variant);
        const name = `${kind}/${dst.id}`;
        const cls = EVIDENCE_CLASSES[edge.class];
        const said = best.get(name);
        if (said && Number(said[3]) <= cls) continue;
        const [page, spot] = sites(i);
        const doc = Object.keys(edge.props).length > 0 ? canonicalJson(edge.props) : null;
        best.set(name, [src.id, kind, dst.id, cls, page, spot, doc]);
      }
      rows.push(...best.values());
    }
    if (rows.length > 0) await copyRows(job.client, "edge_new", rows);
  }
  await tx.execute(sql`analyze edge_new`);
  await tx.execute(sql`analyze changed_src`);
  // What could not be resolved today may be tomorrow: such a record is read again whatever its bytes.
  if (unresolved.length > 0)
    await tx.execute(
      sql`update asset_obs set eh = -1, lh = 0 where workspace_id = ${job.ctx.workspaceId} and source_id = ${job.sourceId} and ext_key = any(${sql.param([...new Set(unresolved)])}::text[])`,
    );
  return { refused };
}

function sitesOf(parsed: Edges) {
  return (i: number) => parsed.edgeSites?.[i] ?? parsed.site;
}

function illegal(src: Node, edge: RecordEdge, dst: Node): string | null {
  try {
    edgeCode(edge.relation, edge.variant);
  } catch {
    return `${edge.relation} has no variant “${showText(edge.variant ?? "", 60)}”`;
  }
  if (isLegalEdge(edge.relation, edge.variant, src, dst)) return null;
  return `a ${src.kind} (${src.subtype}) cannot be said to be ${edge.relation} a ${dst.kind} (${dst.subtype})`;
}

/**
 * Keys of records that came unchanged and yet must be read again: those that share an asset with a changed one, and those
 * whose edges point at what went. Their assets join `changed_src`.
 */
async function neighbours(job: Ingest, ids: Identities): Promise<Forced> {
  const ws = job.ctx.workspaceId;
  const { tx, sourceId } = job;
  await tx.execute(
    sql`insert into changed_src select distinct g.asset_id from gone g
        union select e.src from edge e join gone g on g.asset_id = e.dst where e.workspace_id = ${ws} and e.source_id = ${sourceId}
        except select src from changed_src`,
  );
  const rows = await tx.execute<{ ext_key: string; high: number; low: number }>(
    sql`select o.ext_key, (o.lh >> 32)::int as high, ((o.lh << 32) >> 32)::int as low from asset_obs o join changed_src c on c.src = o.asset_id
        where o.workspace_id = ${ws} and o.source_id = ${sourceId}
          and not exists (select from stg s join ids i on i.ord = s.ord and (i.is_new or i.eh_changed) where s.ext_key = o.ext_key)`,
  );
  if (rows.rows.length > 0) ids.shared = true;
  const lines = new LineSet(rows.rows.length);
  for (const r of rows.rows) lines.add(r.high, r.low);
  return { keys: new Set(rows.rows.map((r) => r.ext_key)), lines };
}

/** Key to asset for the ends of these lines: staged keys from memory, known ones by one query. */
async function resolver(
  job: Ingest,
  o: { keys: Keys; ids: Identities },
  lines: readonly { record: Edges }[],
): Promise<(key: string) => Node | null> {
  const staged = (key: string): Node | null => {
    const ord = o.keys.ordOf.get(key);
    const id = ord === undefined ? -1 : (o.ids.asset[ord] ?? -1);
    const node = ord === undefined ? undefined : o.keys.nodeOf[ord];
    return node && id > 0 ? { id, ...node } : null;
  };
  const asked = new Set<string>();
  for (const { record } of lines)
    for (const key of [record.key, ...record.edges.map((e) => e.to)]) if (!staged(key)) asked.add(key);
  const known = new Map<string, Node>();
  if (asked.size > 0) {
    const rows = await job.tx.execute<{ ext_key: string; id: number; kind: number; subtype: string }>(
      sql`select o.ext_key, o.asset_id as id, (${sql.raw(kindCase())})::int as kind, o.doc->>'subtype' as subtype from asset_obs o
          where o.workspace_id = ${job.ctx.workspaceId} and o.source_id = ${job.sourceId} and o.ext_key = any(${sql.param([...asked])}::text[])
            and not exists (select from gone g where g.ext_key = o.ext_key)`,
    );
    for (const r of rows.rows)
      known.set(r.ext_key, { id: r.id, kind: wordOf(ASSET_KINDS, r.kind), subtype: r.subtype });
  }
  return (key) => staged(key) ?? known.get(key) ?? null;
}

const kindCase = () =>
  `case o.doc->>'kind' ${Object.entries(ASSET_KINDS)
    .map(([word, code]) => `when '${word}' then ${code}`)
    .join(" ")} end`;
