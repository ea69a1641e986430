import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import path from "node:path";
import { schemaIsCurrent } from "@/lib/services/workspace/migrate";
import { sizesByKind } from "@/lib/services/workspace/sizes";
import { dataDir } from "./data-dir";
import { packageRoot } from "./package-root";
import { refusalOf } from "./refusal";
import { openDatabase } from "./with-database";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } };
type Check = { name: string; ok: boolean; detail: string; fix?: string };

const MIN_FREE_BYTES = 1024 ** 3;

/** `faultline doctor`: one line a check with its fix, then what the database holds. Exit 1 when something is wrong. */
export async function doctorCommand(io: Io): Promise<number> {
  const place = writable();
  const checks: Check[] = [runtime(), place];
  if (place.ok) checks.push(await space());
  const db = place.ok || process.env.DATABASE_URL ? await database() : { checks: [], sizes: [] };
  checks.push(...db.checks);
  for (const c of checks) {
    io.stdout.write(`${c.ok ? "ok   " : "WRONG"} ${c.name}: ${c.detail}\n`);
    if (!c.ok && c.fix) io.stdout.write(`      fix: ${c.fix}\n`);
  }
  for (const s of db.sizes)
    io.stdout.write(
      `      ${s.kind.padEnd(12)} ${s.rows.toLocaleString("en").padStart(12)} rows  ${(s.bytes / 1024 ** 2).toFixed(1).padStart(9)} MB\n`,
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

async function database(): Promise<{ checks: Check[]; sizes: { kind: string; rows: number; bytes: number }[] }> {
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
    return { checks, sizes: current ? await sizesByKind() : [] };
  } catch (error) {
    checks.push({ name: "Database", ok: false, detail: refusalOf(error) });
    return { checks, sizes: [] };
  } finally {
    await close();
  }
}
