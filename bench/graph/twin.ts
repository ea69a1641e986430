import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Times, timesOf } from "../rounds";

const SOURCE = fileURLToPath(new URL("twin.c", import.meta.url));

export type TwinAnswer = { visited: number; bfs: Times; gatherPerMs: number };

/** The same search in C over the same arrays, or the reason why there is none here. */
export function runTwin(
  arrays: { starts: ArrayLike<number>; far: ArrayLike<number>; root: number },
  count: number,
): TwinAnswer | string {
  const folder = mkdtempSync(path.join(tmpdir(), "faultline-twin-"));
  try {
    const program = path.join(folder, "twin");
    const made = spawnSync("cc", ["-O3", "-march=native", "-o", program, SOURCE], { encoding: "utf8" });
    if (made.error) return "there is no cc on this machine";
    if (made.status !== 0) return `cc refused the twin: ${made.stderr.split("\n")[0]}`;
    const nodes = arrays.starts.length - 1;
    const edges = arrays.starts[nodes] ?? 0;
    const input = path.join(folder, "arrays");
    const body = [
      Int32Array.of(nodes, edges, arrays.root),
      Int32Array.from(arrays.starts),
      Int32Array.from(arrays.far),
    ];
    writeFileSync(input, Buffer.concat(body.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))));
    const ran = spawnSync(program, [input, String(count)], { encoding: "utf8", maxBuffer: 1 << 24 });
    if (ran.status !== 0) return `the twin ended with ${ran.status ?? ran.signal}`;
    const bfs = [...ran.stdout.matchAll(/^bfs (\d+) ([\d.]+)$/gm)];
    const gather = /^gather ([\d.]+)/m.exec(ran.stdout);
    return {
      visited: Number(bfs[0]?.[1]),
      bfs: timesOf(bfs.map((m) => Number(m[2]))),
      gatherPerMs: Number(gather?.[1]) * 1_000,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TABLE = 1 << 24;
const TOUCHES = 4_000_000;

/** Random reads a millisecond from 64 MB in this process: what any search of this language runs into. */
export function gatherPerMs(): number {
  const table = new Int32Array(TABLE).map((_, i) => i);
  let best = 0;
  let sum = 0;
  for (let round = 0; round < 5; round++) {
    let state = 1;
    const start = performance.now();
    for (let i = 0; i < TOUCHES; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      sum = (sum + (table[state >>> 8] as number)) | 0;
    }
    best = Math.max(best, TOUCHES / (performance.now() - start));
  }
  // Read, so that the loop is not optimised away.
  if (sum === 1) process.stderr.write("");
  return best;
}
