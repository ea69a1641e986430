import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";
import { showText } from "@/lib/domain/text";
import { systemContext } from "@/lib/services/context";
import { keepingOf } from "@/lib/services/history/keeping";
import { cleanUp } from "@/lib/services/history/upkeep";
import { schemaIsCurrent } from "@/lib/services/workspace/migrate";
import { type KindSize, sizesByKind } from "@/lib/services/workspace/sizes";
import { allWorkspaces } from "@/lib/services/workspace/workspace";
import { dataDir } from "./data-dir";
import { packageRoot } from "./package-root";
import { refusalOf } from "./refusal";
import { openDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } };
type Check = { name: string; ok: boolean; detail: string; fix?: string };

const MIN_FREE_BYTES = 1024 ** 3;

/**
 * `faultline doctor`: one line a check with its fix, then what the database holds by kind. With `clean` what is older than
 * the settings keep is let go of first. Exit 1 when something is wrong.
 */
export async function doctorCommand(io: Io, o: { clean?: boolean } = {}): Promise<number> {
  const place = writable();
  const checks: Check[] = [runtime(), place];
  if (place.ok) checks.push(await space());
  const db = place.ok || process.env.DATABASE_URL ? await database(o.clean === true) : { checks: [], sizes: [] };
  checks.push(...db.checks);
  for (const c of checks) {
    io.stdout.write(`${c.ok ? "ok   " : "WRONG"} ${c.name}: ${c.detail}\n`);
    if (!c.ok && c.fix) io.stdout.write(`      fix: ${c.fix}\n`);
  }
  for (const s of db.sizes)
    io.stdout.write(
      `      ${s.kind.padEnd(12)} ${s.rows.toLocaleString("en").padStart(12)} rows  ${(s.bytes / 1024 ** 2).toFixed(1).padStart(9)} MB${s.partitions > 0 ? `  ${s.partitions} partitions` : ""}\n`,
    );
  return checks.every((c) => c.ok) ? 0 : 1;
}

function runtime(): Check {
  const major = Number(process.versions.node.split(".")[0]);
  return {
    name: "Node",
    ok: major >= 24,
    detail: process.versions.node,
    fix: "run npm ci with install scripts allowed: it brings Node 24",
  };
}

function writable(): Check {
  const name = "Data directory";
  try {
    return { name, ok: true, detail: dataDir() };
  } catch (error) {
    return { name, ok: false, detail: refusalOf(error) };
  }
}

async function space(): Promise<Check> {
  const stats = await statfs(dataDir());
  const free = stats.bavail * stats.bsize;
  return {
    name: "Disk",
    ok: free >= MIN_FREE_BYTES,
    detail: `${(free / 1024 ** 3).toFixed(1)} GB free`,
    fix: "make room: Postgres stops when the disk is full",
  };
}

async function database(clean: boolean): Promise<{ checks: Check[]; sizes: KindSize[] }> {
  const checks: Check[] = [];
  let close = async () => {};
  try {
    const db = await openDatabase();
    close = db.close;
    const own = db.adopted ? "embedded, already running" : "embedded, starts";
    checks.push({ name: "Database", ok: true, detail: db.embedded ? own : "from DATABASE_URL, answers" });
    const journal = JSON.parse(readFileSync(path.join(packageRoot, "drizzle", "meta", "_journal.json"), "utf8")) as {
      entries: unknown[];
    };
    const current = await schemaIsCurrent(journal.entries.length);
    checks.push({
      name: "Tables",
      ok: current,
      detail: current ? "of this version" : "missing or older",
      fix: "faultline migrate",
    });
    if (clean && current) checks.push(...(await cleaned()));
    return { checks, sizes: current ? await sizesByKind() : [] };
  } catch (error) {
    checks.push({ name: "Database", ok: false, detail: refusalOf(error) });
    return { checks, sizes: [] };
  } finally {
    await close();
  }
}

/** Cleans every workspace; one that cannot be cleaned says why, and the others go on. */
async function cleaned(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { id, name } of await allWorkspaces()) {
    const label = `Cleaned ${showText(name, 60)}`;
    try {
      const gone = await cleanUp(systemContext(id), keepingOf(process.env));
      const history = gone.keptFrom > 1 ? `history kept from record ${gone.keptFrom}` : "all history kept";
      checks.push({
        name: label,
        ok: true,
        detail: `${gone.pages} raw pages and ${gone.bodies} bodies let go, ${gone.partitions.length} partitions dropped, ${history}`,
      });
    } catch (error) {
      checks.push({ name: label, ok: false, detail: refusalOf(error), fix: "try again when no run is at work" });
    }
  }
  return checks;
}
