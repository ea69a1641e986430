import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { FaultlineError } from "@/lib/domain/errors";
import type { CollectContext, Collection, Connector } from "../connector";
import { collectFolder } from "./collect";
import { manifest } from "./manifest";
import { isInside, systemWords } from "./walk";

async function test(config: Record<string, string>): Promise<{ name: string; ok: boolean; fix: string | null }[]> {
  const folder = config.path?.trim() ?? "";
  const checks = [
    {
      name: "A directory is given by its absolute path",
      ok: path.isAbsolute(folder),
      fix: path.isAbsolute(folder) ? null : "Give the full path, from the root of the file system.",
    },
  ];
  if (!path.isAbsolute(folder)) return checks;
  const found = await stat(folder).catch(systemWords);
  const isDirectory = typeof found !== "string" && found.isDirectory();
  const fix =
    typeof found === "string" ? `The path cannot be opened: ${found}.` : "The path is a file: give its directory.";
  checks.push({ name: "The directory is there", ok: isDirectory, fix: isDirectory ? null : fix });
  if (!isDirectory) return checks;
  const listed = await readdir(folder).catch(systemWords);
  const ok = typeof listed !== "string";
  checks.push({
    name: "The directory can be listed",
    ok,
    fix: ok ? null : `It cannot be listed: ${listed}. Give the worker's user the right to read it.`,
  });
  return checks;
}

/** Opens a collected file by its path in the collection; a path that leaves the folder is not found. */
async function openFile(config: Record<string, string>, relative: string): Promise<{ absolutePath: string }> {
  const root = await realpath(config.path ?? "").catch(() => null);
  const target = root === null ? null : await realpath(path.join(root, relative)).catch(() => null);
  if (root === null || target === null || !isInside(root, target)) {
    throw new FaultlineError("not_found", "This file is no longer in the folder.", relative);
  }
  return { absolutePath: target };
}

async function* collect(ctx: CollectContext): AsyncIterable<Collection> {
  yield await collectFolder(ctx);
}

export const connector: Connector = { manifest, test, collect, openFile };
