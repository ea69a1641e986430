import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ScanVerdict } from "@/lib/domain/scan";
import type { Case } from "../pickle/fixtures/hostile";
import { SCANNERS } from "../registry";

/** A case with a name of its own, the row it counts under, the scanner's folder, and the module that made it. */
export type Fixture = Case & { id: string; group: string; format: string; madeBy: string };

const ROOM = fileURLToPath(new URL("..", import.meta.url));

/**
 * Every case of every scanner: whatever array of cases a module in a `fixtures` folder exports. Nothing is listed by hand, so a
 * scanner that lands with fixtures is in the catch rate, the property tests and the fuzzing from that moment. Order and ids
 * depend on names alone.
 */
export async function collectFixtures(): Promise<Fixture[]> {
  const out: Fixture[] = [];
  const ids = new Map<string, number>();
  for (const folder of foldersOf(ROOM)) {
    const seen = new Set<Case>();
    for (const file of modulesOf(join(ROOM, folder, "fixtures"))) {
      const madeBy = join("lib", "scanners", folder, "fixtures", file);
      const module = (await import(pathToFileURL(join(ROOM, folder, "fixtures", file)).href)) as Record<
        string,
        unknown
      >;
      for (const name of Object.keys(module).sort()) {
        for (const c of casesIn(module[name])) {
          if (seen.has(c)) continue;
          seen.add(c);
          const id = `${folder}/${slug(c.name)}`;
          const again = ids.get(id) ?? 0;
          ids.set(id, again + 1);
          const group = c.group ?? SCANNERS[folder]?.manifest.label ?? folder;
          out.push({ ...c, id: again === 0 ? id : `${id}-${again + 1}`, group, format: folder, madeBy });
        }
      }
    }
  }
  return out;
}

function foldersOf(room: string): string[] {
  return readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function modulesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .sort();
  } catch {
    return [];
  }
}

function casesIn(value: unknown): Case[] {
  return Array.isArray(value) && value.length > 0 && value.every(isCase) ? value : [];
}

function isCase(value: unknown): value is Case {
  if (typeof value !== "object" || value === null) return false;
  const c = value as Partial<Case>;
  return (
    typeof c.name === "string" &&
    typeof c.file === "string" &&
    Buffer.isBuffer(c.bytes) &&
    ScanVerdict.safeParse(c.say).success
  );
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
}
