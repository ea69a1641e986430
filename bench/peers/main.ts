import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "@/lib/scanners/scan-file";
import type { Fixture } from "@/lib/scanners/testing/fixtures";
import { fixturePath, writeFixtures } from "../fixtures";
import { realFiles } from "./real";
import { installTools, type PeerVerdicts, peerVerdicts } from "./tools";

/** What the quick run may take, all together; what does not fit is left out aloud. */
const QUICK_SECONDS = 270;

type Said = { name: string; verdicts: PeerVerdicts };

function totals(
  name: string,
  files: ReadonlyMap<string, Fixture>,
  verdictOf: (path: string) => string | undefined,
): string {
  const hostile = { flagged: 0, all: 0 };
  const harmless = { flagged: 0, all: 0 };
  const malicious = { said: 0, all: 0 };
  for (const [path, c] of files) {
    const verdict = verdictOf(path);
    const side = c.say === "clean" ? harmless : hostile;
    side.all += 1;
    if (verdict === "malicious" || verdict === "suspicious") side.flagged += 1;
    if (c.say !== "malicious") continue;
    malicious.all += 1;
    if (verdict === "malicious") malicious.said += 1;
  }
  return `${name.padEnd(12)} malicious said of ${malicious.said} of ${malicious.all} malicious files; flagged ${hostile.flagged} of ${hostile.all} not clean, ${harmless.flagged} of ${harmless.all} clean`;
}

/** Where a peer sees what we do not, or we accuse the harmless: the sentences that make the run fail. */
function wrongs(
  files: ReadonlyMap<string, Fixture>,
  ours: ReadonlyMap<string, string>,
  peers: readonly Said[],
): string[] {
  const out: string[] = [];
  for (const [path, c] of files) {
    if (c.say === "clean" && ours.get(path) === "malicious") out.push(`${c.id}: harmless, but we say malicious`);
    for (const { name, verdicts } of peers) {
      if (c.say !== "clean" && verdicts.get(path) === "malicious" && ours.get(path) === "clean")
        out.push(`${c.id}: ${name} says malicious, we say clean`);
    }
  }
  return out;
}

async function compareFixtures(folder: string, quick: boolean, left: () => number): Promise<string[]> {
  const files = new Map<string, Fixture>();
  const ours = new Map<string, string>();
  for (const fixture of await writeFixtures(folder)) {
    const path = join(folder, fixturePath(fixture));
    files.set(path, fixture);
    ours.set(path, (await scanFile(new BufferSource(fixture.bytes), fixture.file)).verdict);
  }
  const peers: Said[] = [];
  for (const installed of await installTools(quick, Math.min(150, left()))) {
    const name = `${installed.tool.name} ${installed.tool.version}`;
    if ("missing" in installed) console.log(`skipped: ${name}, because ${installed.missing}`);
    else {
      const verdicts = await peerVerdicts(installed.tool, installed.bin, [...files.keys()], Math.max(5, left())).catch(
        (error: unknown) => String(error),
      );
      if (typeof verdicts === "string") console.log(`skipped: ${name}, because ${verdicts}`);
      else peers.push({ name, verdicts });
    }
  }
  console.log("\nsilent = exit 0 and nothing found, which may also mean that the format was not looked at");
  console.log(totals("ours", files, (path) => ours.get(path)));
  for (const { name, verdicts } of peers) console.log(totals(name, files, (path) => verdicts.get(path)));
  const unlike = [...files]
    .filter(([path, c]) => ours.get(path) !== c.say)
    .map(([path, c]) => `${c.id}: we say ${ours.get(path)}, not ${c.say}`);
  return [...unlike, ...wrongs(files, ours, peers)];
}

async function scanRealFiles(folder: string, quick: boolean, left: () => number): Promise<string[]> {
  const { files, skipped } = await realFiles(folder, quick, Math.min(300, Math.max(5, left())));
  for (const sentence of skipped) console.log(`skipped: ${sentence}`);
  const out: string[] = [];
  for (const [library, made = []] of Object.entries(Object.groupBy(files, (file) => file.library))) {
    const own = made.filter((file) => !file.foreign);
    const clean = own.filter((file) => file.verdict === "clean").length;
    console.log(
      `${library.padEnd(34)} ${made.length} files: ${clean} of ${own.length} clean, ${made.length - own.length} with classes of their own`,
    );
    for (const file of made) {
      if (file.verdict === "malicious")
        out.push(`${file.name} of ${library}: harmless, but we say malicious (${file.why})`);
      if (!file.foreign && file.verdict !== "clean") console.log(`    ${file.name}: ${file.verdict} (${file.why})`);
    }
  }
  return out;
}

async function main(): Promise<number> {
  const quick = process.argv.includes("--quick");
  const started = performance.now();
  const left = () => (quick ? QUICK_SECONDS - (performance.now() - started) / 1000 : 3_600);
  console.log("skipped: moto (cloud connectors against a real server) is not part of this suite yet");
  const folder = await mkdtemp(join(tmpdir(), "faultline-peers-"));
  try {
    const wrong = await compareFixtures(join(folder, "fixtures"), quick, left);
    console.log("\nfiles made by the real libraries");
    if (left() > 30) wrong.push(...(await scanRealFiles(join(folder, "real"), quick, left)));
    else console.log("skipped: files of real libraries, because the quick run's time is used up");
    for (const sentence of wrong) console.log(`WRONG  ${sentence}`);
    return wrong.length > 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
