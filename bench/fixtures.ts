import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { sha256Hex } from "@/lib/domain/digest";
import { collectFixtures, type Fixture } from "@/lib/scanners/testing/fixtures";

/** Path of a fixture's file inside the folder: a folder of its own, so that the file keeps the name it is about. */
export function fixturePath({ id, file }: Fixture): string {
  return join(id.replace(/[^\w/.-]+/g, "_"), file.replace(/[^\w.-]+/g, "_"));
}

/**
 * Writes every fixture of every scanner below `folder`, and beside them `manifest.json`: what each is, what a correct scanner
 * says of it, and which module made it. The bytes are put together by hand, and what they would run is harmless.
 */
export async function writeFixtures(folder: string): Promise<Fixture[]> {
  const fixtures = await collectFixtures();
  for (const fixture of fixtures) {
    const path = join(folder, fixturePath(fixture));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fixture.bytes);
  }
  const rows = fixtures.map((fixture) => {
    const { bytes, say, ...row } = fixture;
    return { ...row, expected: say, path: fixturePath(fixture), sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  });
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify({ fixtures: rows }, null, 2)}\n`);
  return fixtures;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write("fixtures: name the folder to write into, for example npm run fixtures -- /tmp/fixtures\n");
    process.exitCode = 4;
  } else {
    mkdirSync(folder, { recursive: true });
    const fixtures = await writeFixtures(folder);
    process.stdout.write(`${fixtures.length} fixtures and manifest.json in ${folder}\n`);
  }
}
