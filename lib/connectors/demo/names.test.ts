import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { DATASETS } from "./estate/datasets";
import { estateModels } from "./estate/model-folders";
import { RUN_NUMBERS } from "./estate/runs";
import { estateRoot } from "./estate-root";

const ROOT = dirname(dirname(estateRoot()));
const ROOMS = ["app", "components", "lib", "db"];

/** Names that exist nowhere but in the estate; public models keep their real ones and are left out. */
function inventedNames(): string[] {
  const models = RUN_NUMBERS.flatMap((run) => [...estateModels(run).values()]);
  const own = models.filter((m) => m.visibility !== "public").map((m) => m.name);
  const publishers = ["quillstone-labs", "tidewater-nlp"];
  const plugins = ["ledgerlink", "webgrab", "sheetbridge", "deskfiles-mcp", "memopad", "tabscrape", "shipyard-mcp"];
  return [...new Set([...own, ...DATASETS.map((d) => d.name), ...publishers, ...plugins, "ollama-demo-1", "Larkmoor"])];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(ts|tsx|mjs|sql|md)$/.test(e.name) && !/\.test\.tsx?$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .filter((path) => !path.includes(join("lib", "connectors", "demo")));
}

// No screen, rule or stage may know an answer: what the demo shows must come out of its documents.
it("keeps the estate's own names out of the product", () => {
  const rooms = ROOMS.map((room) => join(ROOT, room)).filter((room) => statSync(room, { throwIfNoEntry: false }));
  const files = rooms.flatMap(sourceFiles);
  expect(files.length).toBeGreaterThan(10);
  const names = inventedNames();
  expect(names.length).toBeGreaterThan(40);
  const found = files.flatMap((path) => {
    const text = readFileSync(path, "utf8");
    return names.filter((name) => text.includes(name)).map((name) => `${path.slice(ROOT.length + 1)}: ${name}`);
  });
  expect(found).toEqual([]);
});
