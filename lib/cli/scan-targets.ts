import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { showText } from "@/lib/domain/text";

/** One file to scan: the argument it came from, its place inside it (forward slashes), and where to open it. */
export type ScanTarget = { target: string; path: string; file: string };

/** A target that cannot be used; the message is the whole sentence for the person who typed it. */
export class TargetError extends Error {}

const REMOTE = /^(https?|hf|s3|oci|gs|azure):\/\//i;

/**
 * Files behind the arguments: a file itself, a folder with all below it, sorted by path. A link is followed where the
 * caller typed it; inside a folder only links that stay in the folder are. Throws `TargetError`.
 */
export async function findTargets(targets: readonly string[]): Promise<ScanTarget[]> {
  const out: ScanTarget[] = [];
  for (const target of targets) {
    const remote = REMOTE.exec(target)?.[1];
    if (remote !== undefined) {
      throw new TargetError(
        `${showText(target)}: scanning ${remote.toLowerCase()}:// is not supported yet; download the file and scan it from disk.`,
      );
    }
    const facts = await stat(target).catch(() => null);
    if (facts === null) throw new TargetError(`${showText(target)}: there is no such file or folder.`);
    if (facts.isFile()) out.push({ target, path: target.split(sep).at(-1) ?? target, file: target });
    else if (facts.isDirectory()) out.push(...(await filesBelow(target)));
    else throw new TargetError(`${showText(target)}: it is neither a file nor a folder.`);
  }
  return out;
}

async function filesBelow(target: string): Promise<ScanTarget[]> {
  const root = await realpath(target);
  const out: ScanTarget[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      const file = join(folder, name);
      const facts = await lstat(file);
      if (facts.isDirectory()) await visit(file);
      else if (facts.isFile() || (facts.isSymbolicLink() && (await isFileInside(file, root)))) {
        out.push({ target, path: relative(root, file).split(sep).join("/"), file });
      }
    }
  };
  await visit(root);
  return out.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

async function isFileInside(link: string, root: string): Promise<boolean> {
  const real = await realpath(link).catch(() => null);
  if (real === null || !real.startsWith(root + sep)) return false;
  return (await stat(real)).isFile();
}
