import { parseArgs } from "node:util";
import type { Figure, Options } from "./figure";

/** The benchmarks, by the published names. */
const BENCHES: Record<string, () => Promise<{ run(scale: string, options: Options): Promise<Figure[]> }>> = {
  catch: () => import("./catch"),
  scan: () => import("./scan"),
  fuzz: () => import("./fuzz"),
  graph: () => import("./graph"),
  risk: () => import("./risk"),
  ingest: () => import("./ingest"),
  screens: () => import("./screens"),
};
const SCALES = ["10k", "100k", "1m"];
/** What runs when no name is given: the others take minutes, or the package registry. */
const USUAL = ["scan", "graph", "risk"];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scale: { type: "string", default: "10k" },
      fuzz: { type: "string" },
      write: { type: "boolean", default: false },
      kills: { type: "string", default: "0" },
    },
  });
  if (!SCALES.includes(values.scale)) {
    process.stderr.write(`bench: --scale is one of ${SCALES.join(", ")}\n`);
    return 4;
  }
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 0 || kills > 10_000) {
    process.stderr.write("bench: --kills is a number of kills, 10000 at most\n");
    return 4;
  }
  if (values.fuzz !== undefined && !/^[1-9]\d{0,8}$/.test(values.fuzz)) {
    process.stderr.write("bench: --fuzz is a number of damaged files, for example --fuzz 1000000\n");
    return 4;
  }
  const fuzz = values.fuzz === undefined ? undefined : Number(values.fuzz);
  const names = positionals.length > 0 ? positionals : USUAL;
  let short = 0;
  for (const name of names) {
    const load = BENCHES[name];
    if (!load) {
      process.stderr.write(`bench: ${name} is no benchmark; there are ${Object.keys(BENCHES).join(", ")}\n`);
      return 4;
    }
    for (const line of await (await load()).run(values.scale, { fuzz, write: values.write, kills })) {
      process.stdout.write(`${line.name} | ${line.measured} | ${line.target} | ${line.ok ? "ok" : "short"}\n`);
      if (!line.ok) short++;
    }
  }
  return short > 0 ? 1 : 0;
}

process.exitCode = await main();
