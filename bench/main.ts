import { parseArgs } from "node:util";

import type { Figure } from "./figure";

/** Benchmarks that exist in this version; the others of the published list say so instead of pretending. */
const BENCHES: Record<string, () => Promise<{ run(scale: string, o: { kills: number }): Promise<Figure[]> }>> = {
  scan: () => import("./scan"),
  graph: () => import("./graph"),
  risk: () => import("./risk"),
  ingest: () => import("./ingest"),
  screens: () => import("./screens"),
};
const LATER = ["catch"];
const SCALES = ["10k", "100k", "1m"];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { scale: { type: "string", default: "10k" }, kills: { type: "string", default: "0" } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  if (!SCALES.includes(values.scale)) {
    process.stderr.write(`bench: --scale is one of ${SCALES.join(", ")}\n`);
    return 4;
  }
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 0 || kills > 10_000) {
    process.stderr.write("bench: --kills is a number of kills, 10000 at most\n");
    return 4;
  }
  let short = 0;
  for (const name of names) {
    const load = BENCHES[name];
    if (!load) {
      const words = LATER.includes(name) ? "is not built in this version" : "is no benchmark";
      process.stderr.write(`bench: ${name} ${words}; there are ${Object.keys(BENCHES).join(", ")}\n`);
      return 4;
    }
    for (const line of await (await load()).run(values.scale, { kills })) {
      process.stdout.write(`${line.name} | ${line.measured} | ${line.target} | ${line.ok ? "ok" : "short"}\n`);
      if (!line.ok) short++;
    }
  }
  return short > 0 ? 1 : 0;
}

process.exitCode = await main();
