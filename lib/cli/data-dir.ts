import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { packageRoot } from "./package-root";

const SECRETS_FILE = "secrets.json";
const Secrets = z.object({ AUTH_SECRET: z.string().min(32), FAULTLINE_ENCRYPTION_KEY: z.string().min(32) });

/** FAULTLINE_DATA_DIR, else `.faultline` beside package.json; made with mode 0700. */
export function dataDir(): string {
  const dir = path.resolve(process.env.FAULTLINE_DATA_DIR || path.join(packageRoot, ".faultline"));
  makeWritable(dir);
  // Web and worker are children of this process and keep their files in the same place.
  process.env.FAULTLINE_DATA_DIR = dir;
  return dir;
}

/** Makes the folder, or throws the system's reason with the path that was asked for. */
function makeWritable(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    // On a disk that cannot be written Node calls the folder missing; the nearest one that exists knows why.
    let nearest = path.dirname(dir);
    while (!existsSync(nearest)) nearest = path.dirname(nearest);
    let reason = error;
    try {
      accessSync(nearest, constants.W_OK);
    } catch (deeper) {
      reason = deeper;
    }
    const { code } = reason as NodeJS.ErrnoException;
    throw Object.assign(new Error(`${dir} cannot be used`, { cause: error }), { code, path: dir });
  }
}

/** Secrets from the environment, else from a 0600 file that the first start writes; says so when it does. */
export function ensureSecrets(dir: string, say: (line: string) => void): void {
  const file = path.join(dir, SECRETS_FILE);
  if (!existsSync(file)) {
    const made = {
      AUTH_SECRET: randomBytes(32).toString("base64url"),
      FAULTLINE_ENCRYPTION_KEY: randomBytes(32).toString("base64url"),
    };
    writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: "wx" });
    if (!process.env.AUTH_SECRET) say(`Secrets were missing and are generated now, in ${file} (mode 0600).`);
  }
  chmodSync(file, 0o600);
  const secrets = readSecrets(file);
  process.env.AUTH_SECRET ||= secrets.AUTH_SECRET;
  process.env.FAULTLINE_ENCRYPTION_KEY ||= secrets.FAULTLINE_ENCRYPTION_KEY;
}

function readSecrets(file: string): z.infer<typeof Secrets> {
  try {
    return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error) throw error;
    throw new FaultlineError(
      "unavailable",
      `${file} is damaged: it holds AUTH_SECRET and FAULTLINE_ENCRYPTION_KEY, 32 characters or more each. Restore it, or delete it to get new ones and have everyone sign in again.`,
    );
  }
}
