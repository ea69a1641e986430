import { openSync, writeSync } from "node:fs";
import fc from "fast-check";
import { DEFAULT_LIMITS } from "@/lib/scanners/scan-context";
import { collectFixtures } from "@/lib/scanners/testing/fixtures";
import { mutate, mutation } from "@/lib/scanners/testing/mutate";
import { checkedScan } from "@/lib/scanners/testing/properties";

/**
 * One process of the fuzzing: damaged files FROM to TO, one after another. Before each its number goes into PROGRESS, so that
 * who watches knows where it hung or died. A file's bytes depend on its number alone. What fails is a line of JSON on stdout.
 */
const [progressFile = "", from = "0", to = "0"] = process.argv.slice(2);
/** Every so many files one of the large fixtures: they cost a hundred times as much. */
const LARGE_EVERY = 1_000;
const SMALL_BYTES = 64 * 1024;
const LARGE_BYTES = 16 << 20;
const LIMITS = { ...DEFAULT_LIMITS, maxMs: 15_000, maxInflatedBytes: 64 << 20 };

const fixtures = await collectFixtures();
const small = fixtures.filter((c) => c.bytes.length <= SMALL_BYTES);
const large = fixtures.filter((c) => c.bytes.length > SMALL_BYTES && c.bytes.length <= LARGE_BYTES);
const input = fc.record({
  base: fc.nat(),
  donor: fc.nat(),
  changes: fc.array(mutation, { minLength: 1, maxLength: 6 }),
});

const progress = openSync(progressFile, "w");
const at = Buffer.alloc(8);
let slowest = { ms: 0, seed: 0 };

function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

for (let seed = Number(from); seed < Number(to); seed++) {
  at.writeDoubleLE(seed);
  writeSync(progress, at, 0, 8, 0);
  const [picked] = fc.sample(input, { seed, numRuns: 1 });
  const pool = seed % LARGE_EVERY === 0 && large.length > 0 ? large : small;
  const base = picked && pool[picked.base % pool.length];
  const donor = picked && small[picked.donor % small.length];
  if (picked === undefined || base === undefined || donor === undefined) continue;
  const bytes = mutate(base.bytes, picked.changes, donor.bytes);
  const started = performance.now();
  try {
    await checkedScan(bytes, base.file, { limits: LIMITS, twice: seed % 16 === 0 });
  } catch (error) {
    const stack = error instanceof Error ? String(error.stack).split("\n").slice(0, 4).join(" < ") : String(error);
    say({
      kind: "broken",
      seed,
      fixture: base.id,
      file: base.file,
      error: stack,
      base64: bytes.length <= 4_096 ? bytes.toString("base64") : undefined,
    });
  }
  const ms = performance.now() - started;
  if (ms > slowest.ms) {
    slowest = { ms, seed };
    if (ms > 100) say({ kind: "slow", ms: Math.round(ms), seed, fixture: base.id, sizeBytes: bytes.length });
  }
}
say({ kind: "done", slowest, peakBytes: process.resourceUsage().maxRSS * 1024 });
