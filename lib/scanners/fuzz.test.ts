import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listOpcodes } from "./pickle/listing";
import { SCANNERS } from "./registry";
import { CORPUS } from "./testing/corpus";
import { collectFixtures, type Fixture } from "./testing/fixtures";
import { mutate, mutation } from "./testing/mutate";
import { checkedScan } from "./testing/properties";

/** Rounds over all fixtures; the benchmark `fuzz` runs the same changes a million times. */
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 4);
const SEED = 20_261_121;
/** Larger ones cost seconds each when changed over and over, and are scanned whole by the tests above. */
const MUTATED_BYTES = 50_000;

const fixtures = await collectFixtures();
const small = fixtures.filter((c) => c.bytes.length < MUTATED_BYTES);

describe("fixtures of all scanners", () => {
  it("have names of their own, and every scanner has a harmless and a harmful one", () => {
    expect(fixtures.length).toBeGreaterThan(400);
    expect(new Set(fixtures.map((c) => c.id)).size).toBe(fixtures.length);
    for (const folder of Object.keys(SCANNERS)) {
      const said = fixtures.filter((c) => c.format === folder).map((c) => c.say);
      // A llamafile is a program that is run: nothing of it is ever called clean.
      if (folder === "llamafile") expect(said).not.toContain("clean");
      else expect(said, folder).toContain("clean");
      expect(
        said.some((say) => say === "malicious" || say === "suspicious"),
        folder,
      ).toBe(true);
    }
  });

  const byFormat = Object.entries(Object.groupBy(fixtures, (c) => c.format));
  it.each(byFormat)("%s: say what they should, add up, and say it again", async (_, cases = []) => {
    const wrong: string[] = [];
    for (const c of cases) wrong.push(...(await judge(c)));
    expect(wrong).toEqual([]);
  });
});

async function judge(c: Fixture): Promise<string[]> {
  const result = await checkedScan(c.bytes, c.file, { twice: true }).catch((error: unknown) => String(error));
  if (typeof result === "string") return [`${c.id}: ${result}`];
  const out: string[] = [];
  if (result.verdict !== c.say) out.push(`${c.id}: ${result.verdict}, not ${c.say}`);
  if (c.rule !== undefined && !result.evidence.some((item) => item.rule === c.rule)) out.push(`${c.id}: no ${c.rule}`);
  const imports = result.evidence
    .filter((item) => item.verdict === "malicious" || item.verdict === "suspicious")
    .map((item) => `${item.import?.module} ${item.import?.name}`);
  if (c.import !== undefined && !imports.includes(c.import)) out.push(`${c.id}: ${c.import} is not among its imports`);
  return out;
}

describe("damaged files", () => {
  it.each(CORPUS.map((c) => [c.name, c] as const))("once met: %s", async (_, { file, base64 }) => {
    await checkedScan(Buffer.from(base64, "base64"), file, { twice: true });
  });

  it("always end in a verdict that adds up, never in an exception", async () => {
    const which = fc.nat(small.length - 1);
    const changes = fc.array(mutation, { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(which, which, changes, async (i, j, mutations) => {
      const [base, donor] = [small[i], small[j]];
      if (base === undefined || donor === undefined) return;
      const bytes = mutate(base.bytes, mutations, donor.bytes);
      await checkedScan(bytes, base.file, { twice: true });
      listOpcodes(bytes, { from: 0, to: Math.min(bytes.length, MUTATED_BYTES) });
    });
    await fc.assert(property, { numRuns: ROUNDS * small.length, seed: SEED });
  }, 300_000);

  it("noise is never called malicious or clean", async () => {
    const noise = fc.uint8Array({ minLength: 64, maxLength: 4_000, size: "max" });
    const property = fc.asyncProperty(noise, async (bytes) => {
      const { verdict } = await checkedScan(Buffer.from(bytes), "weights.bin");
      return verdict !== "malicious" && verdict !== "clean";
    });
    await fc.assert(property, { numRuns: 100, seed: SEED });
  });
});
