import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { apiDocument } from "./document";
import { DOORS, LATER_DOORS } from "./doors";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const API = path.join(ROOT, "app", "api");

/** `GET /api/v1/risks/{id}` for each method that a route file exports. */
function routesOnDisk(): string[] {
  return readdirSync(API, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === "route.ts")
    .map((entry) => path.relative(API, entry.parentPath).split(path.sep).join("/"))
    .filter((folder) => !folder.startsWith("auth/") && folder !== "v1/[...path]")
    .flatMap((folder) => {
      const text = readFileSync(path.join(API, folder, "route.ts"), "utf8");
      const methods = [...text.matchAll(/^export (?:const|(?:async )?function) (GET|POST|PUT|PATCH|DELETE)\b/gm)];
      expect(methods.length, `${folder}/route.ts exports no method`).toBeGreaterThan(0);
      return methods.map(([, method]) => `${method} /api/${folder.replace(/\[(\w+)\]/g, "{$1}")}`);
    })
    .sort();
}

const documented = (): string[] =>
  Object.entries(apiDocument().paths ?? {})
    .flatMap(([at, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${at}`))
    .sort();

describe("doors", () => {
  it("are the route files on disk, and the other way round", () => {
    const onDisk = routesOnDisk();
    expect(onDisk.length).toBeGreaterThan(30);
    expect(documented()).toEqual(onDisk);
  });

  it("are opened by the file that stands at their path", () => {
    const wrong = DOORS.filter((door) => {
      const folder = door.path.replace("/api/", "").replace(/\{(\w+)\}/g, "[$1]");
      const text = readFileSync(path.join(API, folder, "route.ts"), "utf8");
      const names = [...text.matchAll(new RegExp(`^export const ${door.method} = open\\((\\w+),`, "gm"))];
      return names.length !== 1;
    });
    expect(wrong.map((door) => `${door.method} ${door.path}`)).toEqual([]);
    expect(new Set(DOORS.map((door) => `${door.method} ${door.path}`)).size).toBe(DOORS.length);
  });

  it("hold the contract, or say later", () => {
    const contract =
      "overview risks findings assets evidence scans sources runs rules tickets inventories documents gate score reports exports audit";
    const first = new Set(DOORS.map((door) => door.path.split("/")[3]));
    const missing = contract.split(" ").filter((name) => !first.has(name));
    expect(missing.sort()).toEqual([...LATER_DOORS].sort());
  });

  it("declare the ids of their path and nothing else", () => {
    for (const door of DOORS) {
      const inPath = [...door.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(door.params.shape), door.path).toEqual(inPath);
    }
  });

  it("ask more than reading of whoever changes something", () => {
    const open = DOORS.filter((door) => door.method !== "GET" && door.role === "viewer").map((door) => door.path);
    expect(open).toEqual(["/api/v1/score"]);
  });
});
