import { fileURLToPath } from "node:url";
import { closeDatabase } from "@/db/client";
import { migrateQueue } from "@/lib/pipeline/worker";
import { migrateSchema } from "@/lib/services/workspace/migrate";
import { type Figure, note } from "../figure";
import { OwnServer } from "./own-server";
import { killRounds } from "./rounds";

/** Kills real processes at `count` random points of as many runs; what went wrong is said round by round. */
export async function killFigures(count: number): Promise<Figure[]> {
  const server = await OwnServer.start();
  const before = process.env.DATABASE_URL;
  process.env.DATABASE_URL = server.url;
  try {
    await migrateSchema(fileURLToPath(new URL("../../drizzle", import.meta.url)));
    await migrateQueue();
    const seed = 1 + Math.floor(Math.random() * 1_000_000);
    const rounds = await killRounds(server, count, seed);
    const wrong = rounds.filter((r) => r.wrong.length > 0);
    for (const r of wrong) note(`kill of ${r.victim} at ${r.at} (${JSON.stringify(r.point)}): ${r.wrong.join("; ")}`);
    const of = (victim: string) => rounds.filter((r) => r.victim === victim).length;
    const hit = rounds.filter((r) => r.restarts > 0).length;
    return [
      {
        name: `runs that do not end as undisturbed ones, or stood half-written meanwhile, of ${count} kill -9 (seed ${seed})`,
        measured: `${wrong.length} (${of("worker")} workers, ${of("backend")} backends, ${of("server")} servers; ${hit} runs were taken up again)`,
        target: "0",
        ok: wrong.length === 0 && rounds.length === count,
      },
    ];
  } finally {
    await closeDatabase();
    await server.stop();
    if (before === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = before;
  }
}
