import { EmbeddedError } from "@/db/embedded";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

const CHECK = "Check DATABASE_URL and that the server runs.";

/** What the database or the way to it says, by the code of the system or of Postgres. `at` is the server's host and port. */
const DATABASE: Record<string, (at: string) => string> = {
  ECONNREFUSED: (at) => `No database answers at ${at}. ${CHECK}`,
  ECONNRESET: (at) => `The database at ${at} closed the connection. ${CHECK}`,
  ETIMEDOUT: (at) => `The database at ${at} does not answer in time. ${CHECK}`,
  EHOSTUNREACH: (at) => `There is no way to the database at ${at}. ${CHECK}`,
  ENOTFOUND: (at) => `The database's host in ${at} is not known. ${CHECK}`,
  EAI_AGAIN: (at) => `The database's host in ${at} is not known. ${CHECK}`,
  "28P01": (at) => `The database at ${at} refuses the password in DATABASE_URL.`,
  "28000": (at) => `The database at ${at} does not let the user of DATABASE_URL in.`,
  "3D000": (at) => `The server at ${at} has no database of the name in DATABASE_URL: create it first.`,
  "42501": (at) => `The user of DATABASE_URL may not create in the database at ${at}: grant it, or make it the owner.`,
  "53300": (at) => `The database at ${at} has no connection left: raise max_connections, or end what holds them.`,
  "57P03": (at) => `The database at ${at} is starting up or shutting down: try again in a moment.`,
};

const FILES: Record<string, (path: string) => string> = {
  EROFS: (path) => `${path} is on a read-only file system: set FAULTLINE_DATA_DIR to a folder that can be written.`,
  EACCES: (path) =>
    `${path} cannot be used by this user: fix its permissions, or set FAULTLINE_DATA_DIR to another folder.`,
  EPERM: (path) =>
    `${path} cannot be used by this user: fix its permissions, or set FAULTLINE_DATA_DIR to another folder.`,
  EEXIST: (path) => `${path} is not a folder: set FAULTLINE_DATA_DIR to a folder.`,
  ENOTDIR: (path) => `${path} is not a folder: set FAULTLINE_DATA_DIR to a folder.`,
  ENOENT: (path) => `${path} does not exist.`,
  ENOSPC: (path) => `There is no space left for ${path}: free some, or set FAULTLINE_DATA_DIR to a larger disk.`,
};

/** Host, port and name of a connection string, never its user or password; null where it is none. */
export function databaseAt(url: string): string | null {
  try {
    const { protocol, host, pathname } = new URL(url);
    return /^postgres(ql)?:$/.test(protocol) ? showText(`${host || "localhost"}${pathname}`, 200) : null;
  } catch {
    return null;
  }
}

/** One sentence for what ended a command, naming what and where. Never a stack, never a password. */
export function refusalOf(error: unknown, databaseUrl = process.env.DATABASE_URL): string {
  const at = databaseAt(databaseUrl ?? "") ?? "DATABASE_URL";
  for (const cause of chain(error)) {
    if (cause instanceof EmbeddedError) return cause.message;
    if (cause instanceof FaultlineError) return cause.where ? `${cause.message} (at ${cause.where})` : cause.message;
    const { code, path } = cause as { code?: unknown; path?: unknown };
    if (typeof code !== "string") continue;
    if (typeof path === "string" && FILES[code]) return FILES[code](showText(path, 300));
    if (DATABASE[code]) return DATABASE[code](at);
  }
  // The innermost cause says what happened; what is around it only says that something did.
  const last = [...chain(error)].at(-1)?.message ?? String(error);
  const first = last.split("\n")[0] ?? "";
  return `${showText(first, 300) || "It ended without saying why"}. LOG_LEVEL=debug shows where.`;
}

/** An error, what caused it, and the first of several at once (a name with two addresses fails twice). */
function* chain(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    yield cause;
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error) yield cause.errors[0];
  }
}
