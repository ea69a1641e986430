import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Account, accountOf, canReach, chooseAccount, isRoot } from "./account";
import { EmbeddedError } from "./embedded-error";
import { explainFile, OWN_SERVER, wrongMajor } from "./explain";

const POSTGRES_MAJOR = "18";
export const CLUSTER_NAME = `pg${POSTGRES_MAJOR}`;

/** Where root's Postgres lives when the data directory is closed to other users; both survive a restart of the machine. */
const SHELTERS = ["/var/lib/faultline", "/var/tmp/faultline"];

export type Place = {
  /** The data directory as given, absolute, links resolved. */
  dataDir: string;
  /** The folder Postgres calls its data directory. */
  clusterDir: string;
  /** Null for a normal user, who runs Postgres as himself. */
  account: Account | null;
  /** Where programs are copied when they cannot be used in place. */
  shelter: () => string;
  passwordFile: string;
  logFile: string;
  supervisorFile: string;
};

/** Makes the data directory and settles where the cluster is or will be, and who runs it. Everything but the cluster stays in `dataDir`. */
export function settlePlace(dataDir: string, shelters: readonly string[] = SHELTERS): Place {
  try {
    // Root's data directory may be walked through, not listed: its secrets are 0600 files, its cluster belongs to another user.
    mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    const dir = realpathSync(dataDir);
    const place = {
      dataDir: dir,
      passwordFile: path.join(dir, `${CLUSTER_NAME}.password`),
      logFile: path.join(dir, `${CLUSTER_NAME}.log`),
      supervisorFile: path.join(dir, `${CLUSTER_NAME}.supervisor`),
    };
    const shelter = (): string => (isRoot() ? shelterFor(shelters) : dir);
    const found = existingCluster(dir);
    if (found) {
      checkMajor(found);
      checkOwner(found);
      const account = isRoot() ? accountOf(found) : null;
      return { ...place, clusterDir: found, account, shelter };
    }
    refuseOtherMajors(dir);
    const own = path.join(dir, CLUSTER_NAME);
    if (!isRoot()) return { ...place, clusterDir: pointedAt(dir) ?? own, account: null, shelter };
    const account = chooseAccount();
    const clusterDir = pointedAt(dir) ?? (canReach(account, dir) ? own : moveOut(dir, shelter()));
    return { ...place, clusterDir, account, shelter };
  } catch (error) {
    throw explainFile(error, dataDir);
  }
}

const pointerFile = (dataDir: string): string => path.join(dataDir, `${CLUSTER_NAME}.location`);

function pointedAt(dataDir: string): string | null {
  const pointer = pointerFile(dataDir);
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : null;
}

/** The cluster in the data directory itself, or where its pointer file says; null before the first start. */
function existingCluster(dataDir: string): string | null {
  const pointer = pointerFile(dataDir);
  const target = pointedAt(dataDir) ?? path.join(dataDir, CLUSTER_NAME);
  if (existsSync(target)) return target;
  // The folder above is made before the cluster: its absence means that the data went, its presence that a first start was cut short.
  if (path.isAbsolute(target) && existsSync(path.dirname(target))) return null;
  throw new EmbeddedError(
    "damaged",
    `${pointer} says that the database is in ${target}, which is gone: bring it back, or delete that file to begin anew.`,
  );
}

function checkMajor(clusterDir: string): void {
  const file = path.join(clusterDir, "PG_VERSION");
  if (!existsSync(file)) {
    if (readdirSync(clusterDir).length === 0)
      throw new EmbeddedError("damaged", `${clusterDir} is empty: delete that folder to begin anew.`);
    throw new EmbeddedError(
      "damaged",
      `${clusterDir} is not a Postgres data directory (no PG_VERSION): restore it, or move it away to begin anew.`,
    );
  }
  const major = readFileSync(file, "utf8").trim();
  if (major !== POSTGRES_MAJOR) throw new EmbeddedError("version", wrongMajor(clusterDir, major));
}

function checkOwner(clusterDir: string): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0) return;
  const owner = statSync(clusterDir).uid;
  if (owner !== uid) {
    throw new EmbeddedError(
      "permission",
      `${clusterDir} belongs to another user (uid ${owner}): start Faultline as that user or as root, or set FAULTLINE_DATA_DIR to another folder.`,
    );
  }
}

/** An older or newer cluster alone would look like lost data if an empty one were made beside it. */
function refuseOtherMajors(dataDir: string): void {
  const other = readdirSync(dataDir).find((name) => /^pg\d+$/.test(name) && name !== CLUSTER_NAME);
  if (other) throw new EmbeddedError("version", wrongMajor(path.join(dataDir, other), other.slice(2)));
}

function shelterFor(shelters: readonly string[]): string {
  for (const dir of shelters) {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o711 });
      const { uid, mode } = statSync(dir);
      // Another user's folder, or one that others may write, could be prepared to mislead root.
      if (uid === 0 && (mode & 0o022) === 0 && realpathSync(dir) === path.resolve(dir)) return dir;
    } catch {
      // The next place may do.
    }
  }
  throw new EmbeddedError(
    "permission",
    `None of ${shelters.join(", ")} can be used for root's Postgres: start Faultline as a normal user, ${OWN_SERVER}.`,
  );
}

/** A fresh place outside a closed data directory; the name is random so that a copied or deleted data directory never finds another's. */
function moveOut(dataDir: string, shelter: string): string {
  const home = mkdtempSync(path.join(shelter, "data-"));
  chmodSync(home, 0o711);
  writeFileSync(path.join(home, "belongs-to"), `${dataDir}\n`, { mode: 0o600 });
  const clusterDir = path.join(home, CLUSTER_NAME);
  writeWhole(pointerFile(dataDir), `${clusterDir}\n`);
  return clusterDir;
}

/** Writes a 0600 file so that a reader sees the old text or the new, never half. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, file);
}

/** The stored password of an existing cluster. */
export function readPassword(place: Place): string {
  if (!existsSync(place.passwordFile)) {
    throw new EmbeddedError(
      "password",
      `The password of the embedded database, ${place.passwordFile}, is missing: bring it back, or move ${place.clusterDir} away to begin anew.`,
    );
  }
  return readFileSync(place.passwordFile, "utf8").trim();
}
