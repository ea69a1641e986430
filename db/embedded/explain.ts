import { existsSync } from "node:fs";
import { EmbeddedError, type EmbeddedReason } from "./embedded-error";

export const OWN_SERVER = "or set DATABASE_URL to a Postgres 15 or newer of your own";

type Pattern = { match: RegExp; reason: EmbeddedReason; say: (found: RegExpExecArray, about: About) => string };

export type About = {
  /** The folder the sentence should name. */
  dir: string;
  /** Where the server's own words are kept, when there is such a file. */
  logFile: string | null;
};

const PATTERNS: readonly Pattern[] = [
  {
    match: /error while loading shared libraries: ([^\s:]+)|Library not loaded: (\S+)/,
    reason: "binaries",
    say: (found) =>
      `The embedded Postgres lacks the shared library ${found[1] ?? found[2]}: run npm ci again, ${OWN_SERVER}.`,
  },
  {
    match: /version `(GLIBC[\w.]*)' not found/,
    reason: "platform",
    say: (found) =>
      `The embedded Postgres needs a newer C library (${found[1]}) than this system has: update it, ${OWN_SERVER}.`,
  },
  {
    match: /No space left on device|Disk quota exceeded|File too large/,
    reason: "space",
    say: (_, { dir }) =>
      `There is no space left for the embedded Postgres in ${dir}: free some, or set FAULTLINE_DATA_DIR to a larger disk.`,
  },
  {
    match: /Read-only file system/,
    reason: "permission",
    say: (_, { dir }) =>
      `${dir} is on a read-only file system: set FAULTLINE_DATA_DIR to a folder that can be written.`,
  },
  {
    match: /could not look up effective user ID (\d+)|user does not exist/,
    reason: "permission",
    say: () =>
      `The user running Faultline has no entry in /etc/passwd, which Postgres demands: add one, ${OWN_SERVER}.`,
  },
  {
    match: /cannot be run as root|must not be run as|not permitted/,
    reason: "permission",
    say: () => `Postgres refuses to run as an administrator: start Faultline as a normal user, ${OWN_SERVER}.`,
  },
  {
    match: /initialized by PostgreSQL version (\d+)/,
    reason: "version",
    say: (found, { dir }) => wrongMajor(dir, found[1] ?? "?"),
  },
  {
    match: /could not (?:create|resize|map|attach).*shared memory|Cannot allocate memory/,
    reason: "memory",
    say: () =>
      `There is not enough memory for the embedded Postgres (it needs about 400 MB): free some, ${OWN_SERVER}.`,
  },
  {
    match:
      /could not locate a valid checkpoint|invalid checkpoint record|database files are incompatible|could not find the database system|global\/pg_control"?:|incorrect checksum in control file/,
    reason: "damaged",
    say: (_, { dir }) =>
      `The database in ${dir} is damaged and cannot recover: restore a backup, or move that folder away to begin anew.`,
  },
  {
    match: /has wrong ownership|has invalid permissions/,
    reason: "permission",
    say: (_, { dir }) =>
      `${dir} belongs to another user: give it back with chown -R, or set FAULTLINE_DATA_DIR to another folder.`,
  },
  {
    match: /Permission denied/,
    reason: "permission",
    say: (_, { dir }) =>
      `The embedded Postgres may not use ${dir}: fix its permissions, or set FAULTLINE_DATA_DIR to another folder.`,
  },
];

/** The sentence for a cluster that another Postgres major wrote. */
export function wrongMajor(dir: string, major: string): string {
  return (
    `${dir} was written by Postgres ${major}, this release brings 18: dump it with the release that wrote it (pg_dump), ` +
    `move the folder away, start anew and load the dump; ${OWN_SERVER}.`
  );
}

/** Turns what initdb or postgres printed into one sentence; an unknown failure quotes its first telling line. */
export function explainOutput(output: string, about: About): EmbeddedError {
  for (const { match, reason, say } of PATTERNS) {
    const found = match.exec(output);
    if (found) return new EmbeddedError(reason, say(found, about));
  }
  const lines = output.split("\n").map((line) => line.trim());
  const telling =
    lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.findLast((line) => line !== "") ?? "no output";
  const quoted = telling.replace(/^.*?(?:FATAL|PANIC|error):\s*/, "").slice(0, 200);
  const where = about.logFile === null ? "" : `, the full log is ${about.logFile}`;
  return new EmbeddedError(
    "start",
    `The embedded Postgres did not start (${quoted})${where}: fix that, ${OWN_SERVER}.`,
  );
}

/** The sentence for a program of the package that could not be run at all. */
export function explainSpawn(error: unknown, program: string, user: string | null): EmbeddedError {
  const code = errorCode(error);
  if (code === "ENOENT" && existsSync(program)) {
    // The file is there, its loader is not: a Linux without glibc.
    return new EmbeddedError(
      "platform",
      `This system cannot run the embedded Postgres (it has no glibc, as on Alpine): use a Debian-like image, ${OWN_SERVER}.`,
      { cause: error },
    );
  }
  if (code === "EPERM" && user !== null) {
    return new EmbeddedError(
      "permission",
      `Faultline runs as root but may not switch to the user ${user} for Postgres: start it as a normal user, ${OWN_SERVER}.`,
      { cause: error },
    );
  }
  if (code === "EACCES") {
    return new EmbeddedError(
      "permission",
      `${program} may not be executed (no permission, or a disk mounted noexec): run npm ci elsewhere, ${OWN_SERVER}.`,
      { cause: error },
    );
  }
  return new EmbeddedError(
    "binaries",
    `${program} could not be run (${code ?? "unknown error"}): run npm ci again, ${OWN_SERVER}.`,
    { cause: error },
  );
}

/** The sentence for a file operation in the data directory that failed. */
export function explainFile(error: unknown, dir: string): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  const code = errorCode(error);
  const options = { cause: error };
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new EmbeddedError(
      "space",
      `There is no space left in ${dir}: free some, or set FAULTLINE_DATA_DIR to a larger disk.`,
      options,
    );
  }
  if (code === "EROFS") {
    return new EmbeddedError(
      "permission",
      `${dir} is on a read-only file system: set FAULTLINE_DATA_DIR to a folder that can be written.`,
      options,
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EINVAL") {
    return new EmbeddedError(
      "permission",
      `${dir} cannot be used by this user (${code}): fix its permissions, or set FAULTLINE_DATA_DIR to another folder.`,
      options,
    );
  }
  if (code === "ENOTDIR" || code === "EEXIST") {
    return new EmbeddedError("permission", `${dir} is not a folder: set FAULTLINE_DATA_DIR to a folder.`, options);
  }
  const detail = error instanceof Error ? error.message.split("\n")[0] : String(error);
  return new EmbeddedError(
    "start",
    `The data directory ${dir} could not be prepared (${detail}): fix that, ${OWN_SERVER}.`,
    options,
  );
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
