import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";

/** More entries than this end the walk; the scope is then partial. */
const MAX_FILES = 200_000;

/** A regular file below the root: `path` is relative with forward slashes, `size` in bytes. */
export type WalkedFile = { path: string; absolutePath: string; sizeBytes: number; isLink: boolean };
export type Walk = {
  files: WalkedFile[];
  /** What could not be listed or read: with any of these the folder is only partly known. */
  unreadable: { path: string; reason: string }[];
  /** Links that were left alone. */
  links: { path: string; reason: string }[];
};

const WORDS: Record<string, string> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENOENT: "it is not there",
  ENOTDIR: "it is not a directory",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** What the operating system said, in words. */
export function systemWords(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return WORDS[code] ?? (code === "" ? "the system gave no reason" : `the system said ${code}`);
}

export function isInside(root: string, absolutePath: string): boolean {
  return absolutePath === root || absolutePath.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** A link to a file inside the root counts as that file; every other link is left alone, with the reason kept. */
async function followLink(root: string, absolutePath: string, relative: string, walk: Walk): Promise<void> {
  const target = await realpath(absolutePath).catch(systemWords);
  const found = path.isAbsolute(target) ? await stat(target).catch(systemWords) : target;
  if (typeof found === "string") {
    walk.links.push({ path: relative, reason: `This link is not followed: ${found}.` });
  } else if (!isInside(root, target)) {
    walk.links.push({ path: relative, reason: "This link leads out of the folder and is not followed." });
  } else if (found.isFile())
    walk.files.push({ path: relative, absolutePath: target, sizeBytes: found.size, isLink: true });
  else walk.links.push({ path: relative, reason: "This link leads to a directory, which is read where it stands." });
}

async function visit(root: string, entry: Dirent, directory: string, walk: Walk, pending: string[]): Promise<void> {
  const absolutePath = path.join(directory, entry.name);
  const relative = path.relative(root, absolutePath).split(path.sep).join("/");
  if (entry.isSymbolicLink()) await followLink(root, absolutePath, relative, walk);
  else if (entry.isDirectory() && entry.name !== ".git") pending.push(absolutePath);
  else if (entry.isFile()) {
    const found = await stat(absolutePath).catch(systemWords);
    if (typeof found === "string") walk.unreadable.push({ path: relative, reason: found });
    else walk.files.push({ path: relative, absolutePath, sizeBytes: found.size, isLink: false });
  }
}

/**
 * Every regular file below `root` (a real path), sorted by path. Directories and files that cannot be read are listed,
 * never thrown; only cancelling throws. `.git` is left out.
 */
export async function walkFolder(root: string, signal: AbortSignal): Promise<Walk> {
  const walk: Walk = { files: [], unreadable: [], links: [] };
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    signal.throwIfAborted();
    const relative = path.relative(root, directory).split(path.sep).join("/") || ".";
    const entries = await readdir(directory, { withFileTypes: true }).catch(systemWords);
    if (typeof entries === "string") {
      walk.unreadable.push({ path: relative, reason: entries });
      continue;
    }
    for (const entry of entries.sort(byName)) {
      if (walk.files.length >= MAX_FILES) {
        walk.unreadable.push({ path: relative, reason: `the folder holds more than ${MAX_FILES} files` });
        pending.length = 0;
        break;
      }
      await visit(root, entry, directory, walk, pending);
    }
  }
  walk.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return walk;
}
