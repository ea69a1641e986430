import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { AsOf } from "@/lib/domain/page";
import { RunRow } from "@/lib/domain/views/work-views";
import { type Ctx, reader, requireScope } from "../context";
import { fromCursor, toCursor } from "../cursor";
import { parseInput } from "../input";
import { asOf } from "../workspace/workspace";
import { RUN_SELECT, type RunSqlRow, runRow } from "./view";

export const RunQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  source: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});

/** Without a total: what matters of runs is the newest. */
export const RunPage = z.object({ rows: z.array(RunRow), next: z.string().nullable(), asOf: AsOf });
export type RunPage = z.infer<typeof RunPage>;

/** Runs page by page, newest first; of one source where asked. */
export async function listRunPage(ctx: Ctx, input: unknown): Promise<RunPage> {
  requireScope(ctx, "viewer");
  const query = parseInput(RunQuery, input);
  const cursor = fromCursor(query.cursor, 1);
  const page = await reader().execute<RunSqlRow>(
    sql`${RUN_SELECT} where r.workspace_id = ${ctx.workspaceId} and ${query.source === undefined ? sql`true` : sql`r.source_id = ${query.source}`}
        and ${cursor ? sql`r.id < ${cursor[0]}` : sql`true`} order by r.id desc limit ${query.limit + 1}`,
  );
  const rows = page.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(runRow),
    next: page.rows.length > query.limit && last ? toCursor([last.id]) : null,
    asOf: await asOf(ctx),
  };
}
