import { parseArgs } from "node:util";
import type { Figure, Options } from "./figure";

/** Benchmarks that exist in this version; the others of the published list say so instead of pretending. */
const BENCHES: Record<string, () => Promise<{ run(scale: string, options: Options): Promise<Figure[]> }>> = {
  catch: () => import("./catch"),
  scan: () => import("./scan"),
  fuzz: () => import("./fuzz"),
  graph: () => import("./graph"),
  risk: () => import("./risk"),
};
const LATER = ["ingest", "screens"];
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
    },
  });
  if (!SCALES.includes(values.scale)) {
    process.stderr.write(`bench: --scale is one of ${SCALES.join(", ")}\n`);
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
      const words = LATER.includes(name) ? "is not built in this version" : "is no benchmark";
      process.stderr.write(`bench: ${name} ${words}; there are ${Object.keys(BENCHES).join(", ")}\n`);
      return 4;
    }
    for (const line of await (await load()).run(values.scale, { fuzz, write: values.write })) {
      process.stdout.write(`${line.name} | ${line.measured} | ${line.target} | ${line.ok ? "ok" : "short"}\n`);
      if (!line.ok) short++;
    }
  }
  return short > 0 ? 1 : 0;
}

process.exitCode = await main();
