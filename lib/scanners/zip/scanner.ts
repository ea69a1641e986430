import type { PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { isZip, readZip } from "../zip-reader/archive";
import type { ZipArchive } from "../zip-reader/entry";
import { kindOfZip } from "../zip-reader/kind";
import { findMember } from "../zip-reader/member";
import { walkZip } from "../zip-reader/walk";
import { manifest } from "./manifest";

async function matches(context: ScanContext): Promise<boolean> {
  if (!(await isZip(context))) return false;
  return kindOfZip(await readZip(context.source, context.limits.maxEntries)) === "zip";
}

async function scan(context: ScanContext): Promise<PartScan> {
  const archive = await readZip(context.source, context.limits.maxEntries);
  return walkZip(context, [isNpz(archive) ? "npz" : "zip"]);
}

function isNpz({ entries }: ZipArchive): boolean {
  return entries.length > 0 && entries.every((entry) => entry.name.endsWith(".npy"));
}

export const zipScanner: Scanner = { manifest, matches, scan, findMember };
