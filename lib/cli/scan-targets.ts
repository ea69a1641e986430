import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { FileSource } from "@/lib/bytes/file-source";
import type { HttpSource } from "@/lib/bytes/http-source";
import { PAGE_BYTES } from "@/lib/bytes/page-cache";
import type { RangeSource } from "@/lib/bytes/range-source";
import type { Remote, RemoteFile } from "@/lib/bytes/remote/remote-file";
import { isRemoteTarget } from "@/lib/bytes/remote/target";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

/** An open file; `http` is there for remote ones and counts what they cost. */
export type OpenedTarget = {
  source: RangeSource;
  /** sha256 of the whole file where every byte is at hand; null where it is not. */
  sha256: () => Promise<string | null>;
  http?: HttpSource;
  close: () => Promise<void>;
};

/** One file to scan: the argument it came from, its place inside it (forward slashes), and how to open it. */
export type ScanTarget = {
  target: string;
  path: string;
  /** Where it lies on this machine; absent for remote ones. */
  file?: string;
  /** What a remote listing states; nothing here was read. */
  stated?: Pick<RemoteFile, "sizeBytes" | "sha256" | "version">;
  open: () => Promise<OpenedTarget>;
};

/** A target that cannot be listed, with why: the others are scanned all the same. */
export type FailedTarget = { target: string; error: unknown };

/** A target that cannot be used; the message is the whole sentence for the person who typed it. */
export class TargetError extends Error {}

/**
 * Files behind the arguments: a file itself, a folder with all below it, sorted by path, what a remote place lists. A link is
 * followed where the caller typed it; inside a folder only links that stay in the folder are. Throws `TargetError`.
 */
export async function findTargets(
  targets: readonly string[],
  openRemote: () => Promise<Remote>,
): Promise<{ files: ScanTarget[]; failed: FailedTarget[] }> {
  const files: ScanTarget[] = [];
  const failed: FailedTarget[] = [];
  for (const target of targets) {
    if (!isRemoteTarget(target)) {
      files.push(...(await localFiles(target)));
      continue;
    }
    try {
      // Loaded when it is needed: a scan of files on disk need not wait for what speaks to the network.
      const { listRemote } = await import("@/lib/bytes/remote/list-remote");
      files.push(...(await listRemote(await openRemote(), target)).map((file) => remoteTarget(target, file)));
    } catch (error) {
      if (error instanceof FaultlineError && error.code === "invalid_input") throw new TargetError(error.message);
      failed.push({ target, error });
    }
  }
  return { files, failed };
}

function remoteTarget(target: string, file: RemoteFile): ScanTarget {
  const open = async (): Promise<OpenedTarget> => {
    const { source, http } = await file.open();
    const sha256 = async () => (http.body === undefined ? null : sha256Hex(http.body));
    return { source, http, sha256, close: async () => undefined };
  };
  return { target, path: file.path, stated: file, open };
}

async function localFiles(target: string): Promise<ScanTarget[]> {
  const facts = await stat(target).catch(() => null);
  if (facts === null) throw new TargetError(`${showText(target)}: there is no such file or folder.`);
  if (facts.isFile()) return [localTarget(target, target.split(sep).at(-1) ?? target, target)];
  if (facts.isDirectory()) return filesBelow(target);
  throw new TargetError(`${showText(target)}: it is neither a file nor a folder.`);
}

function localTarget(target: string, path: string, file: string): ScanTarget {
  return { target, path, file, open: () => openLocal(file) };
}

/** Opens a file; a small one is read once, for its digest and its scan. */
async function openLocal(file: string): Promise<OpenedTarget> {
  const source = await FileSource.open(file);
  if (source.size > PAGE_BYTES) return { source, sha256: () => source.sha256(), close: () => source.close() };
  try {
    const bytes = await source.read(0, source.size);
    return {
      source: new BufferSource(bytes, file),
      sha256: async () => sha256Hex(bytes),
      close: async () => undefined,
    };
  } finally {
    await source.close();
  }
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
        out.push(localTarget(target, relative(root, file).split(sep).join("/"), file));
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
