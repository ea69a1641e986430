import { readFileSync } from "node:fs";
import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";
import { closeDatabase } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { schemaIsCurrent } from "@/lib/services/workspace/migrate";
import { sizesByKind } from "@/lib/services/workspace/sizes";
import { dataDir } from "./data-dir";
import { packageRoot } from "./package-root";

type Io = { stdout: { write(text: string): unknown }; stderr: { write(text: string): unknown } };
type Check = { name: string; ok: boolean; detail: string; fix?: string };

const MIN_FREE_BYTES = 1024 ** 3;

/** `faultline doctor`: one line a check with its fix, then what the database holds. Exit 1 when something is wrong. */
export async function doctorCommand(io: Io): Promise<number> {
  const checks: Check[] = [runtime(), await writable(), await space()];
  const db = await database();
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

async function writable(): Promise<Check> {
  const dir = dataDir();
  const ok = await access(dir, constants.W_OK).then(
    () => true,
    () => false,
  );
  return {
    name: "Data directory",
    ok,
    detail: dir,
    fix: "give this user the right to write there, or set FAULTLINE_DATA_DIR",
  };
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
  const url = process.env.DATABASE_URL;
  let stop = async () => {};
  const checks: Check[] = [];
  try {
    if (!url) {
      const server = await startEmbedded({ dataDir: dataDir() });
      process.env.DATABASE_URL = server.url;
      stop = server.stop;
      checks.push({
        name: "Database",
        ok: true,
        detail: server.adopted ? "embedded, already running" : "embedded, starts",
      });
    } else checks.push({ name: "Database", ok: true, detail: "from DATABASE_URL" });
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
    const detail = error instanceof Error ? error.message : String(error);
    checks.push({
      name: "Database",
      ok: false,
      detail,
      fix: url ? "check DATABASE_URL and that the server answers" : "see the sentence above",
    });
    return { checks, sizes: [] };
  } finally {
    await closeDatabase();
    await stop();
  }
}
