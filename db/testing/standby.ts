import { appendFileSync, chownSync, cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { type Embedded, startEmbedded } from "../embedded";

/** Copies a cluster's files with their owners while its server runs. */
function copyCluster(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true, filter: (file) => !file.endsWith("postmaster.pid") });
  const { uid, gid } = statSync(from);
  const own = (file: string) => {
    if (process.getuid?.() === 0) chownSync(file, uid, gid);
  };
  for (const file of walk(to)) own(file);
}

function walk(folder: string): string[] {
  return [
    folder,
    ...readdirSync(folder, { withFileTypes: true, recursive: true }).map((e) => path.join(e.parentPath, e.name)),
  ];
}

/**
 * A real streaming standby of an embedded server: a base backup by copying its files, then WAL over a connection. `dataDir` is
 * the primary's, `to` an empty folder that the server's user can enter.
 */
export async function startStandby(primary: { url: string }, dataDir: string, to: string): Promise<Embedded> {
  const [from, cluster] = [path.join(dataDir, "pg18"), path.join(to, "pg18")];
  if (!existsSync(from)) throw new Error(`${from} is no cluster`);
  const client = new pg.Client({ connectionString: primary.url });
  await client.connect();
  try {
    await client.query("select pg_backup_start('standby', true)");
    copyCluster(from, cluster);
    const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    const url = new URL(primary.url);
    const { uid, gid } = statSync(cluster);
    const settings = `primary_conninfo = 'host=${url.hostname} port=${url.port} user=${url.username} password=${decodeURIComponent(url.password)}'\n`;
    appendFileSync(path.join(cluster, "postgresql.auto.conf"), settings);
    for (const [name, text] of [
      ["backup_label", rows[0]?.labelfile ?? ""],
      ["standby.signal", ""],
    ] as const) {
      const file = path.join(cluster, name);
      writeFileSync(file, text);
      if (process.getuid?.() === 0) chownSync(file, uid, gid);
    }
    cpSync(path.join(dataDir, "pg18.password"), path.join(to, "pg18.password"));
    rmSync(path.join(cluster, "postmaster.opts"), { force: true });
  } finally {
    await client.end();
  }
  return startEmbedded({ dataDir: to });
}
