import type { PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { isZip, readZip } from "../zip-reader/archive";
import type { ZipArchive } from "../zip-reader/entry";
import { findMember } from "../zip-reader/member";
import { walkZip } from "../zip-reader/walk";
import { manifest } from "./manifest";

/** A PyTorch archive is walked by its own scanner, which knows its storages; walking it twice would only be noise. */
const OF_TORCH = /(^|\/)(data\.pkl|\.data\/(extern_modules|python_version))$/;

async function matches(context: ScanContext): Promise<boolean> {
  if (!(await isZip(context))) return false;
  const archive = await readZip(context.source, context.limits.maxEntries);
  return !archive.entries.some((entry) => OF_TORCH.test(entry.name));
}

async function scan(context: ScanContext): Promise<PartScan> {
  const archive = await readZip(context.source, context.limits.maxEntries);
  return walkZip(context, [isNpz(archive) ? "npz" : "zip"]);
}

function isNpz({ entries }: ZipArchive): boolean {
  return entries.length > 0 && entries.every((entry) => entry.name.endsWith(".npy"));
}

export const zipScanner: Scanner = { manifest, matches, scan, findMember };
