import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { note } from "../figure";
import type { Told } from "./program";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
};

/** Where the time went: functions by their own samples. */
function topOf(profile: Profile, count: number): string[] {
  const own = new Map<number, number>();
  for (const id of profile.samples) own.set(id, (own.get(id) ?? 0) + 1);
  const byName = new Map<string, number>();
  for (const { id, callFrame } of profile.nodes) {
    const place = callFrame.url === "" ? "" : ` ${path.basename(callFrame.url)}:${callFrame.lineNumber + 1}`;
    const name = `${callFrame.functionName || "(anonymous)"}${place}`;
    byName.set(name, (byName.get(name) ?? 0) + (own.get(id) ?? 0));
  }
  const all = profile.samples.length;
  return [...byName]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, n]) => `${((100 * n) / all).toFixed(1)} % ${name}`);
}

/**
 * Runs the program on one file and answers what it told. With FAULTLINE_BENCH_PROFILE its CPU profile's top entries are
 * noted too, at the cost of some speed.
 */
export async function runProgram(
  url: string,
  file: string,
  slug: string,
  key: string,
): Promise<Told & { wholeMs: number }> {
  const profiles = process.env.FAULTLINE_BENCH_PROFILE ? mkdtempSync(path.join(tmpdir(), "faultline-profile-")) : null;
  const flags = profiles ? ["--cpu-prof", `--cpu-prof-dir=${profiles}`, "--cpu-prof-interval=2000"] : [];
  const child = spawn(
    process.execPath,
    [...flags, "--conditions=react-server", "--import", "tsx", PROGRAM, file, slug, key],
    { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, DATABASE_URL: url } },
  );
  let text = "";
  child.stdout.on("data", (piece: Buffer) => {
    text += piece.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`The ingest of ${file} ended with ${code}.`);
  const told = JSON.parse(text.trim().split("\n").at(-1) ?? "") as Told;
  if (profiles && existsSync(profiles)) {
    for (const name of readdirSync(profiles)) {
      const profile = JSON.parse(readFileSync(path.join(profiles, name), "utf8")) as Profile;
      if (profile.samples.length > 500) for (const line of topOf(profile, 22)) note(`profile ${key}: ${line}`);
    }
    rmSync(profiles, { recursive: true, force: true });
  }
  return { ...told, wholeMs: told.receiveMs + told.applyMs };
}
