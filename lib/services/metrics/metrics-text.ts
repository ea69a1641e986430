import "server-only";
import { sql } from "drizzle-orm";
import { BANDS, RUN_STATES, SCAN_STATES } from "@/db/enums";
import { reader } from "../context";
import { metrics } from "./registry";

type Count = { code: number; n: number };

/**
 * Everything a scraper reads, in the text format. Counts only, over all workspaces: no names, no ids. Without a database
 * the figures read from it are absent rather than zero.
 */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  const { registry, databaseUp } = metrics();
  try {
    await readGauges();
    databaseUp.set(1);
  } catch {
    dropGauges();
    databaseUp.set(0);
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}

async function readGauges(): Promise<void> {
  const { openRisks, runs, scanQueue, workers } = metrics();
  const db = reader();
  const risks = await db.execute<Count>(
    sql`select band as code, count(*)::int as n from risk where open group by band`,
  );
  const states = await db.execute<Count>(sql`select state as code, count(*)::int as n from run group by state`);
  const one = await db.execute<{ queued: number; workers: number }>(
    sql`select (select count(*)::int from scan where state <> ${SCAN_STATES.done}) as queued,
               (select count(*)::int from worker_beat where seen_at > now() - interval '30 seconds') as workers`,
  );
  const count = (rows: readonly Count[], code: number) => rows.find((r) => r.code === code)?.n ?? 0;
  for (const [band, code] of Object.entries(BANDS)) openRisks.set({ band }, count(risks.rows, code));
  for (const [state, code] of Object.entries(RUN_STATES)) runs.set({ state }, count(states.rows, code));
  scanQueue.set(one.rows[0]?.queued ?? 0);
  workers.set(one.rows[0]?.workers ?? 0);
}

function dropGauges(): void {
  const { openRisks, runs, scanQueue, workers } = metrics();
  // remove() and not reset(): reset sets a metric without labels to zero, which would be a claim.
  openRisks.reset();
  runs.reset();
  scanQueue.remove();
  workers.remove();
}
