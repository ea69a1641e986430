import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const LIB = fileURLToPath(new URL("..", import.meta.url));

/** Sources that hold SQL, without tests: path below lib -> text. */
const sources = new Map(
  ["services", "pipeline", "cli", "engine", "graph"]
    .flatMap((room) => {
      try {
        return readdirSync(path.join(LIB, room), { recursive: true, encoding: "utf8" }).map((f) => path.join(room, f));
      } catch {
        return [];
      }
    })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("/testing/"))
    .map((file) => [file, readFileSync(path.join(LIB, file), "utf8")] as const),
);

/** The places that match, as `file: text`. */
function found(pattern: RegExp, files: (file: string) => boolean = () => true): string[] {
  return [...sources].flatMap(([file, text]) =>
    files(file) ? [...text.matchAll(pattern)].map((m) => `${file}: ${m[0].trim().slice(0, 80)}`) : [],
  );
}

it("reads sources that hold SQL at all", () => {
  expect([...sources.values()].filter((text) => text.includes("sql`")).length).toBeGreaterThan(20);
});

it("never pages by OFFSET", () => {
  expect(found(/\.offset\(|\boffset\s+(\$\{|\$?\d)/gi)).toEqual([]);
});

it("walks the graph by recursive SQL only where no engine can answer: its fallback and a graph of the past", () => {
  const files = new Set(found(/with recursive/gi).map((line) => line.slice(0, line.indexOf(":"))));
  for (const file of files) expect(file).toMatch(/fallback|as-?of|oracle/);
});

it("never enumerates paths or asks for cycles", () => {
  expect(found(/\bcycle\s+\w+\s+set\b|array\[\w+\.(id|src|dst)\]\s*\|\|/gi)).toEqual([]);
});
