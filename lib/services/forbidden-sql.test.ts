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

/** Every sql`…` of a text, nested ones included in their outer one. */
function statements(text: string): string[] {
  const all: string[] = [];
  for (const start of text.matchAll(/sql`/g)) {
    let depth = 0;
    let at = start.index + 4;
    for (; at < text.length; at++) {
      if (text.startsWith("${", at)) depth += 1;
      else if (text[at] === "}" && depth > 0) depth -= 1;
      else if (text[at] === "`" && depth === 0) break;
    }
    all.push(text.slice(start.index + 4, at));
  }
  return all;
}

it("reads sources that hold SQL at all", () => {
  expect([...sources.values()].filter((text) => text.includes("sql`")).length).toBeGreaterThan(20);
});

it("never pages by OFFSET", () => {
  expect(found(/\)\s*\.offset\(|\blimit\s[^`]{0,80}\boffset\b|\border by\s[^`]{0,200}\boffset\s/gi)).toEqual([]);
});

it("walks the graph by recursive SQL only where no engine can answer: its fallback and a graph of the past", () => {
  // local-graph answers while no engine does; paths then follows the next hops that the newest ranking stored.
  const files = new Set(found(/with recursive/gi).map((line) => line.slice(0, line.indexOf(":"))));
  for (const file of files) expect(file).toMatch(/fallback|as-?of|oracle|graph\/(local-graph|paths)\.ts/);
});

it("never enumerates paths or asks for cycles", () => {
  expect(found(/\bcycle\s+\w+\s+set\b|array\[\w+\.(id|src|dst)\]\s*\|\|/gi)).toEqual([]);
});

/** Counts without a cap in their own text: how many a file holds, and why that does not count a million rows a page. */
const UNCAPPED: Record<string, [number, string]> = {
  "services/overview/overview.ts": [3, "sources are few; the others count only before the first counts were written"],
  "services/overview/overview-at.ts": [1, "the past has no written counts"],
  "services/risk/list-risks.ts": [2, "the cap stands in the FROM they share"],
  "services/ticket/list-tickets.ts": [2, "tickets are people's work: thousands, not millions"],
};

it("counts in lists and on the first screen only up to a cap, or says why not", () => {
  const uncapped: Record<string, number> = {};
  for (const [file, text] of sources) {
    if (!/\/list-[a-z-]+\.ts$|\/overview\//.test(file)) continue;
    const open = statements(text).filter(
      (s) => /count\(\*\)|count\(distinct/.test(s) && !/from \(\s*select[\s\S]*limit/.test(s),
    );
    if (open.length > 0) uncapped[file] = open.length;
  }
  expect(uncapped).toEqual(Object.fromEntries(Object.entries(UNCAPPED).map(([file, [count]]) => [file, count])));
});
