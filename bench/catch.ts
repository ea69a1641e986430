import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileSource } from "@/lib/bytes/file-source";
import { scanFile } from "@/lib/scanners/scan-file";
import type { Fixture } from "@/lib/scanners/testing/fixtures";
import { type Column, count, fixtureRows, markdownTable, type Row } from "./catch-table";
import type { Figure, Options } from "./figure";
import { fixturePath, writeFixtures } from "./fixtures";
import { type RealFiles, realFiles } from "./peers/real";
import { installTools, type PeerVerdicts, peerVerdicts } from "./peers/tools";

const README = fileURLToPath(new URL("../README.md", import.meta.url));
const BEGIN = "<!-- catch: begin -->";
const END = "<!-- catch: end -->";
const MALICIOUS = new Set(["malicious"]);
const FLAGGED = new Set(["malicious", "suspicious"]);

async function ourVerdicts(fixtures: ReadonlyMap<string, Fixture>): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const [path, { file }] of fixtures) {
    const source = await FileSource.open(path);
    out.set(path, (await scanFile(source, file)).verdict);
    await source.close();
  }
  return out;
}

async function peerColumns(paths: readonly string[]): Promise<Column[]> {
  const columns: Column[] = [];
  for (const installed of await installTools(false)) {
    const name = `${installed.tool.name} ${installed.tool.version}`;
    if ("missing" in installed) {
      process.stderr.write(`skipped: ${name}, because ${installed.missing}\n`);
      continue;
    }
    process.stderr.write(`${name}: ${paths.length} files …\n`);
    const verdicts: PeerVerdicts = await peerVerdicts(installed.tool, installed.bin, paths);
    columns.push({ name, verdictOf: (path) => verdicts.get(path) ?? "error" });
  }
  return columns;
}

function beside(paths: readonly string[], peers: readonly Column[], accepted: ReadonlySet<string>): string {
  return peers.length === 0
    ? ""
    : ` (${peers.map((peer) => `${peer.name} ${count(paths, peer, accepted)}`).join(", ")})`;
}

function catchFigures(
  rows: readonly Row[],
  fixtures: ReadonlyMap<string, Fixture>,
  ours: Column,
  peers: readonly Column[],
): Figure[] {
  const out: Figure[] = [];
  const maliciousOf = (paths: readonly string[]) => paths.filter((path) => fixtures.get(path)?.say === "malicious");
  const line = (name: string, paths: readonly string[]) => {
    const said = count(paths, ours, MALICIOUS);
    out.push({
      name,
      measured: `${said} of ${paths.length}${beside(paths, peers, MALICIOUS)}`,
      target: "all",
      ok: said === paths.length,
    });
  };
  for (const row of rows.filter(({ kind }) => kind === "hostile")) {
    const paths = maliciousOf(row.paths);
    if (paths.length > 0) line(`malicious fixtures called malicious, ${row.label}`, paths);
  }
  const all = [...fixtures.keys()];
  line("malicious fixtures called malicious, all", maliciousOf(all));
  const flagged = all.filter((path) => FLAGGED.has(fixtures.get(path)?.say ?? ""));
  const seen = count(flagged, ours, FLAGGED);
  out.push({
    name: "malicious and suspicious fixtures flagged, all",
    measured: `${seen} of ${flagged.length}${beside(flagged, peers, FLAGGED)}`,
    target: "all",
    ok: seen === flagged.length,
  });
  const missed = flagged.filter(
    (path) => ours.verdictOf(path) === "clean" && peers.some((peer) => peer.verdictOf(path) === "malicious"),
  );
  out.push({
    name: "files a peer calls malicious and we call clean",
    measured: String(missed.length),
    target: "0",
    ok: missed.length === 0,
  });
  const clean = all.filter((path) => fixtures.get(path)?.say === "clean");
  const wrong = count(clean, ours, FLAGGED);
  out.push({
    name: "harmless fixtures flagged",
    measured: `${wrong} of ${clean.length}${beside(clean, peers, FLAGGED)}`,
    target: "0",
    ok: wrong === 0,
  });
  return out;
}

function realFigures(real: RealFiles, peers: readonly Column[]): Figure[] {
  const out: Figure[] = [];
  for (const [library, files = []] of Object.entries(Object.groupBy(real.files, (file) => file.library))) {
    const own = files.filter((file) => !file.foreign);
    const clean = own.filter((file) => file.verdict === "clean").length;
    const malicious = files.filter((file) => file.verdict === "malicious").length;
    const paths = own.map((file) => file.path);
    out.push({
      name: `files written by ${library}`,
      measured: `${clean} of ${own.length} clean, ${malicious} malicious${peers.length > 0 ? `; flagged by${beside(paths, peers, FLAGGED)}` : ""}`,
      target: ">= 95 % clean, 0 malicious, >= 12 files",
      ok: malicious === 0 && own.length >= 12 && clean >= own.length * 0.95,
    });
  }
  return out;
}

function realRows(real: RealFiles): Row[] {
  return Object.entries(
    Object.groupBy(
      real.files.filter((file) => !file.foreign),
      (file) => file.library,
    ),
  ).map(
    ([label, files = []]): Row => ({
      label: `written by ${label}`,
      kind: "clean",
      paths: files.map((file) => file.path),
    }),
  );
}

/** Puts the table between its two marks in the README. */
function writeTable(table: string): void {
  const text = readFileSync(README, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: ${BEGIN} and ${END} are not in it`);
  writeFileSync(README, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n${text.slice(to)}`);
}

/**
 * The figures of `npm run bench -- catch`: every fixture and files of real libraries, ours beside the peers, which are installed
 * from the package registry and run in the same run. Prints the table too; `write` also puts it into the README.
 */
export async function run(_scale: string, { write }: Options): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-catch-"));
  try {
    const written = await writeFixtures(join(folder, "fixtures"));
    const fixtures = new Map(written.map((fixture) => [join(folder, "fixtures", fixturePath(fixture)), fixture]));
    const real = await realFiles(join(folder, "real"), false);
    for (const sentence of real.skipped) process.stderr.write(`skipped: ${sentence}\n`);
    const verdicts = await ourVerdicts(fixtures);
    for (const file of real.files) verdicts.set(file.path, file.verdict);
    for (const [path, fixture] of fixtures) {
      if (verdicts.get(path) !== fixture.say)
        process.stderr.write(`${fixture.id}: ${verdicts.get(path)}, not ${fixture.say}\n`);
    }
    for (const file of real.files) {
      if (!file.foreign && file.verdict !== "clean")
        process.stderr.write(`${file.library}, ${file.name}: ${file.verdict} (${file.why})\n`);
    }
    const ours: Column = { name: "ours", verdictOf: (path) => verdicts.get(path) ?? "error" };
    const peers = await peerColumns([...fixtures.keys(), ...real.files.map((file) => file.path)]);
    const rows = fixtureRows(fixtures);
    const table = markdownTable([...rows, ...realRows(real)], [ours, ...peers]);
    process.stdout.write(`${table}\n`);
    if (write) writeTable(table);
    return [...catchFigures(rows, fixtures, ours, peers), ...realFigures(real, peers)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
