import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { estateManifest } from "./estate/answer-key";
import { estateDocuments } from "./estate/documents";
import { laptopConfigs } from "./estate/laptops";
import { estateModels, modelFolders } from "./estate/model-folders";
import { PEOPLE } from "./estate/people";
import { jsonText, RUN_NUMBERS, RUNS, type RunNumber } from "./estate/runs";
import { estateScopes } from "./estate/scopes";
import { estateRoot } from "./estate-root";

function addAll(into: Map<string, Buffer>, prefix: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of files) into.set(`${prefix}/${path}`, bytes);
}

function runFiles(run: RunNumber): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const models = estateModels(run);
  const folders = modelFolders(models);
  const root = RUNS[run].folder;
  addAll(files, `${root}/models`, folders.files);
  addAll(files, `${root}/laptops`, laptopConfigs());
  addAll(files, `${root}/documents`, estateDocuments({ run, models, weightDigests: folders.weightDigests }));
  files.set(`${root}/scopes.json`, jsonText(estateScopes(run)));
  return files;
}

/** Every file of the demo estate, by its path under `examples/demo-estate`. Nothing here reads a clock or draws a number. */
export function estateFiles(): Map<string, Buffer> {
  const files = new Map(RUN_NUMBERS.flatMap((run) => [...runFiles(run)]));
  files.set("people.json", jsonText(PEOPLE));
  files.set("manifest.json", jsonText(estateManifest(files)));
  return files;
}

/** Writes the estate into `folder`, which is emptied first; gives the number of files and bytes. */
export function writeEstate(folder: string): { files: number; sizeBytes: number } {
  const files = estateFiles();
  rmSync(folder, { recursive: true, force: true });
  let sizeBytes = 0;
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    sizeBytes += bytes.length;
  }
  return { files: files.size, sizeBytes };
}

const started = process.argv[1];
if (started && import.meta.url === pathToFileURL(started).href) {
  const { files, sizeBytes } = writeEstate(process.argv[2] ?? estateRoot());
  console.log(`${files} files, ${sizeBytes} bytes`);
}
