import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { packageRoot } from "./package-root";

const SECRETS_FILE = "secrets.json";
const Secrets = z.object({ AUTH_SECRET: z.string().min(32), FAULTLINE_ENCRYPTION_KEY: z.string().min(32) });

/** FAULTLINE_DATA_DIR, else `.faultline` beside package.json; made with mode 0700. */
export function dataDir(): string {
  const dir = path.resolve(process.env.FAULTLINE_DATA_DIR || path.join(packageRoot, ".faultline"));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // Web and worker are children of this process and keep their files in the same place.
  process.env.FAULTLINE_DATA_DIR = dir;
  return dir;
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
  const secrets = Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  process.env.AUTH_SECRET ||= secrets.AUTH_SECRET;
  process.env.FAULTLINE_ENCRYPTION_KEY ||= secrets.FAULTLINE_ENCRYPTION_KEY;
}
