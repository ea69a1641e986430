import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { explainFile, explainOutput, explainSpawn } from "./explain";
import { CLUSTER_NAME, type Place, writeWhole } from "./place";

export const DATABASE_USER = "faultline";

/** The program inside a `native` folder. */
export const program = (native: string, name: string): string =>
  path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);

/** A bare environment: PGPORT, PGOPTIONS or a foreign locale of the caller must not reach the server. */
export function serverEnv(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return {
    PATH,
    LANG: "C",
    LC_ALL: "C",
    TZ: "UTC",
    NODE_ENV: process.env.NODE_ENV,
    ...(SystemRoot ? { SystemRoot } : {}),
  };
}

/** How to start a program as the account that owns the cluster. */
export function asAccount(place: Place): { uid?: number; gid?: number } {
  return place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
}

type Outcome = { code: number | null; output: string };

function run(file: string, args: readonly string[], place: Place): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: "/",
      env: serverEnv(),
      stdio: ["ignore", "pipe", "pipe"],
      ...asAccount(place),
    });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-64_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(explainSpawn(error, file, place.account?.name ?? null)));
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** Removes what a first start that was cut short left behind. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${CLUSTER_NAME}.new-`)) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

/**
 * Makes a new cluster: UTF-8, locale C, scram-sha-256 with a random password kept in a 0600 file. It is built beside its place and moved
 * there whole, so a cluster that exists is always complete.
 */
export async function createCluster(place: Place, native: string): Promise<void> {
  const parent = path.dirname(place.clusterDir);
  const password = randomBytes(24).toString("base64url");
  let staging: string | null = null;
  try {
    sweep(parent);
    staging = mkdtempSync(path.join(parent, `${CLUSTER_NAME}.new-`));
    const dir = path.join(staging, "data");
    const passwordFile = path.join(staging, "password");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (place.account)
      for (const file of [staging, passwordFile]) chownSync(file, place.account.uid, place.account.gid);
    const locale = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", `--username=${DATABASE_USER}`];
    const { code, output } = await run(
      program(native, "initdb"),
      [`--pgdata=${dir}`, `--pwfile=${passwordFile}`, "--no-instructions", ...locale],
      place,
    );
    if (code !== 0) throw explainOutput(output, { dir: place.dataDir, logFile: null });
    chmodSync(dir, 0o700);
    writeWhole(place.passwordFile, `${password}\n`);
    renameSync(dir, place.clusterDir);
  } catch (error) {
    throw explainFile(error, place.dataDir);
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}
