import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InventoryBatch } from "@/lib/domain/inventory";
import { DEFAULT_LABELS } from "@/lib/importers/label-names";
import type { ImportResult } from "./importer";
import { IMPORTERS, recogniseDocument, TEXT_IMPORTERS } from "./registry";

const utf8 = (text: string) => new TextEncoder().encode(text);
const SMALL = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  metadata: { component: { type: "application", "bom-ref": "app", name: "app" } },
  components: [
    {
      type: "machine-learning-model",
      "bom-ref": "m",
      name: "m",
      version: "1",
      purl: "pkg:huggingface/a/m@1",
      licenses: [{ license: { id: "MIT" } }],
      hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }],
      pedigree: { ancestors: [{ type: "machine-learning-model", name: "b", version: "1" }], notes: "merged" },
      modelCard: { modelParameters: { datasets: [{ ref: "d" }] } },
      properties: [{ name: "owner", value: "x" }],
    },
    { type: "data", "bom-ref": "d", name: "d", data: [{ type: "dataset", contents: { url: "https://example.test" } }] },
  ],
  services: [{ "bom-ref": "s", name: "s", endpoints: ["https://example.test"], data: [{ classification: "PII" }] }],
  dependencies: [{ ref: "s", dependsOn: ["m", "d"] }],
  vulnerabilities: [{ id: "CVE-2099-1", ratings: [{ method: "CVSSv31", score: 5 }], affects: [{ ref: "m" }] }],
});

function run(bytes: Uint8Array, name = "x.json"): ImportResult {
  const found = recogniseDocument(name, bytes);
  return "refused" in found ? found : found.importer.read(name, bytes, { labels: DEFAULT_LABELS });
}
const refusal = (bytes: Uint8Array) => {
  const result = run(bytes);
  return "refused" in result ? result.refused : "was read";
};

describe("registry", () => {
  it("lists every importer folder under its own name, each once", () => {
    const here = import.meta.dirname;
    const folders = readdirSync(here).filter((entry) => statSync(path.join(here, entry)).isDirectory());
    expect([...IMPORTERS, ...TEXT_IMPORTERS].map((entry) => entry.importer.manifest.id).sort()).toEqual(folders.sort());
  });
});

describe("encodings", () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
  const swapped = (bytes: Uint8Array) => new Uint8Array(Buffer.from(bytes).swap16());
  it.each([
    ["UTF-8", utf8(SMALL)],
    ["UTF-8 with a mark", utf8(`\ufeff${SMALL}`)],
    ["UTF-16LE with a mark", utf16(`\ufeff${SMALL}`)],
    ["UTF-16LE without", utf16(SMALL)],
    ["UTF-16BE with a mark", swapped(utf16(`\ufeff${SMALL}`))],
    ["UTF-16BE without", swapped(utf16(SMALL))],
  ])("reads %s", (_, bytes) => {
    const result = run(bytes);
    expect("batch" in result && result.batch.assets.length).toBe(6);
    expect("batch" in result && result.batch.quarantined).toEqual([]);
  });

  it("keeps going where a byte is no text, and says so", () => {
    const bytes = utf8(SMALL.replace('"name":"app"', '"name":"a\u00e9p"'));
    bytes[bytes.indexOf(0xc3)] = 0xff;
    const result = run(bytes);
    expect("batch" in result && result.batch.quarantined[0]?.reason).toMatch(/not UTF-8 text/);
  });
});

describe("refusals", () => {
  it.each([
    ["nothing", "", /is empty/],
    [
      "XML",
      '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>',
      /CycloneDX XML is not read yet: export/,
    ],
    ["other XML", "<html></html>", /XML documents are not read/],
    ["text", "hello", /not a document Faultline knows/],
    ["other JSON", '{"spdxVersion":"SPDX-2.3"}', /not a document Faultline knows/],
    [
      "a newer version",
      '{"bomFormat":"CycloneDX","specVersion":"2.0"}',
      /CycloneDX 2\.0 is not known\. Versions 1\.2 to 1\.7/,
    ],
    ["no version", '{"bomFormat":"CycloneDX"}', /states no specVersion/],
    ["half a file", `${SMALL.slice(0, 400)}`, /cut short: it breaks off at line 1, column 401/],
    ["a slip", '{\n  "bomFormat": "CycloneDX",,\n}', /goes wrong at line 2, column 28/],
  ])("%s in one sentence", (_, text, sentence) => {
    expect(refusal(utf8(text))).toMatch(sentence);
  });

  it("50 MB of nested lists, quickly and without parsing them", () => {
    const bytes = new Uint8Array(50 * 1024 * 1024).fill(0x5b);
    const start = performance.now();
    expect(refusal(bytes)).toMatch(/nests deeper than 200 levels at line 1, column 201/);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it("tolerates duplicate keys: the last one counts", () => {
    const result = run(
      utf8('{"bomFormat":"x","bomFormat":"CycloneDX","specVersion":"1.4","__proto__":{"components":1}}'),
    );
    expect("batch" in result).toBe(true);
  });
});

describe("any bytes", () => {
  const holds = (bytes: Uint8Array) => {
    const result = run(bytes);
    if ("batch" in result) {
      const batch = InventoryBatch.parse(result.batch);
      const keys = new Set(batch.assets.map((a) => a.key));
      expect(keys.size).toBe(batch.assets.length);
      for (const edge of batch.edges) expect(keys.has(edge.from) && keys.has(edge.to)).toBe(true);
    } else expect(result.refused).toMatch(/^[A-Z].*\.$/s);
  };

  it("are read or refused, never thrown at", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), holds), { numRuns: 500 });
  });

  it("of random JSON dressed as a BOM", () => {
    const anything = fc.jsonValue({ maxDepth: 5 });
    const record = fc.record({
      components: anything,
      services: anything,
      dependencies: anything,
      vulnerabilities: anything,
      metadata: anything,
    });
    const dressed = (body: object) =>
      holds(utf8(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.7", ...body })));
    fc.assert(fc.property(record, dressed), { numRuns: 500 });
  });

  it("of a document with one value exchanged for another", () => {
    // Every value of the small document in turn is replaced, so no field is trusted to have its type.
    const exchange = (at: number, value: unknown) => {
      let count = 0;
      const mutated = JSON.parse(SMALL, (key, old) => {
        count += 1;
        return count === at && key !== "bomFormat" && key !== "specVersion" ? value : old;
      });
      return utf8(JSON.stringify(mutated) ?? "null");
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 110 }), fc.jsonValue({ maxDepth: 3 }), (at, value) =>
        holds(exchange(at, value)),
      ),
      { numRuns: 1_000 },
    );
  });

  it("of a document with bytes overwritten or cut", () => {
    const source = utf8(SMALL);
    const damage = fc.tuple(fc.nat(source.length - 1), fc.nat(255), fc.nat(source.length));
    fc.assert(
      fc.property(damage, ([at, byte, length]) => {
        const bytes = source.slice(0, Math.max(length, source.length - 3));
        if (at < bytes.length) bytes[at] = byte;
        holds(bytes);
      }),
      { numRuns: 1_000 },
    );
  });
});

const corpora = path.resolve(import.meta.dirname, "../../../shared/corpora");
const EXAMPLES = ["cyclonedx-bom-examples", "cyclonedx-spec-tests"].filter((d) => existsSync(path.join(corpora, d)));

describe.skipIf(EXAMPLES.length === 0)("real documents", () => {
  it.each(EXAMPLES)("of %s are all read or refused with a sentence", (folder) => {
    const root = path.join(corpora, folder);
    const files = (readdirSync(root, { recursive: true }) as string[]).filter((f) =>
      statSync(path.join(root, f)).isFile(),
    );
    for (const file of files) {
      const result = run(new Uint8Array(readFileSync(path.join(root, file))), file);
      const json = file.endsWith(".json") && !file.includes("textproto");
      if (json) expect(Object.keys(result), file).toEqual(["batch"]);
      else expect("refused" in result && result.refused, file).toMatch(/not read yet|not a document Faultline knows/);
      if ("batch" in result) InventoryBatch.parse(result.batch);
    }
    expect(files.length).toBeGreaterThan(50);
  });
});
