import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { EmbeddedError } from "./embedded-error";
import { OWN_SERVER } from "./explain";

/** The system user that Postgres runs as when Faultline is root, which Postgres itself refuses to be. */
export type Account = { name: string; uid: number; gid: number };

/** In order of preference: made for this, meant to own nothing, present nearly everywhere. */
const PREFERRED = ["postgres", "_postgres", "nobody", "daemon"];

export const isRoot = (): boolean => process.getuid?.() === 0;

function passwd(): Account[] {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name = "", , uid = "", gid = ""]) => ({ name, uid: Number(uid), gid: Number(gid) }))
      .filter((entry) => entry.name !== "" && entry.uid > 0 && entry.gid > 0);
  } catch {
    return [];
  }
}

/** An existing unprivileged user; nothing is ever added to the system. */
export function chooseAccount(): Account {
  const known = passwd();
  const found = PREFERRED.map((name) => known.find((entry) => entry.name === name)).find(
    (entry) => entry !== undefined,
  );
  if (found) return found;
  throw new EmbeddedError(
    "permission",
    `Postgres refuses to run as root and this system has no user named ${PREFERRED.join(", ")}: start Faultline as a normal user, ${OWN_SERVER}.`,
  );
}

/** The user that owns an existing cluster: whoever made it goes on running it. */
export function accountOf(clusterDir: string): Account {
  const { uid, gid } = statSync(clusterDir);
  if (uid === 0) {
    const { name } = chooseAccount();
    throw new EmbeddedError(
      "permission",
      `${clusterDir} belongs to root, as which Postgres refuses to run: chown -R ${name} that folder.`,
    );
  }
  return passwd().find((entry) => entry.uid === uid) ?? { name: `#${uid}`, uid, gid };
}

/**
 * Whether the account may pass every folder down to `target` and read it (or, for a folder, enter it), judged by owner, group and mode
 * alone: an access list that grants more is not seen, and then the files are merely copied to where they can be reached.
 */
export function canReach(account: Account, target: string): boolean {
  for (let at = target; ; at = path.dirname(at)) {
    const stat = statSync(at);
    const need = stat.isDirectory() ? 0o1 : 0o4;
    const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0;
    if (((stat.mode >> shift) & need) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
