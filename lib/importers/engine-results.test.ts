import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineResult } from "@/lib/domain/engine-result";
import { InventoryBatch } from "@/lib/domain/inventory";
import { splitMember } from "./engine-results";
import { DEFAULT_LABELS } from "./label-names";
import { recogniseDocument } from "./registry";

// Made after the output schemas that each tool documents or prints; no file of theirs is copied here.
const SHA = "ab".repeat(32);
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

function read(value: unknown, name = "report.json"): { kind: string; results: EngineResult[]; batch: InventoryBatch } {
  const bytes = bytesOf(value);
  const found = recogniseDocument(name, bytes);
  if ("refused" in found) throw new Error(found.refused);
  const result = found.importer.read(name, bytes, { labels: DEFAULT_LABELS });
  if ("refused" in result) throw new Error(result.refused);
  const batch = InventoryBatch.parse(result.batch);
  return { kind: found.importer.manifest.id, results: batch.engineResults ?? [], batch };
}
const brief = (results: EngineResult[]) => results.map((r) => [r.engine, r.path, r.verdict]);

describe("picklescan", () => {
  it("reads the lines it prints: imports, promotions, what it could not parse", () => {
    const { kind, results, batch } = read(
      [
        "/models/a/pytorch_model.bin:archive/data.pkl: dangerous import 'posix system' FOUND",
        "/models/a/pytorch_model.bin:archive/data.pkl: dangerous import 'builtins eval of odd name' FOUND",
        "https://hub.example/acme/net/resolve/main/b.pkl: dangerous import 'acme.nets Net' FOUND (promoted by --strict)",
        "WARNING: could not parse /models/c.joblib as pickle: at position 0, opcode b'x' unknown",
        "ERROR: parsing pickle in /models/d.pt: bad",
        "----------- SCAN SUMMARY -----------",
        "Scanned files: 9",
        "Infected files: 1",
      ].join("\n"),
      "picklescan.log",
    );
    expect(kind).toBe("picklescan");
    expect(brief(results)).toEqual([
      ["picklescan", "/models/a/pytorch_model.bin", "malicious"],
      ["picklescan", "https://hub.example/acme/net/resolve/main/b.pkl", "suspicious"],
      ["picklescan", "/models/c.joblib", "error"],
      ["picklescan", "/models/d.pt", "error"],
    ]);
    expect(results[0]?.found).toEqual([
      { message: "dangerous import posix system", module: "posix", name: "system", member: "archive/data.pkl" },
      {
        message: "dangerous import builtins eval of odd name",
        module: "builtins",
        name: "eval of odd name",
        member: "archive/data.pkl",
      },
    ]);
    expect(results[0]?.site).toMatchObject({ line: 1, path: "picklescan.log" });
    expect(batch.assets).toEqual([]);
  });

  it("that found nothing says nothing about any file", () => {
    const { results, batch } = read("Scanned files: 3\nInfected files: 0\nDangerous globals: 0\n");
    expect(results).toEqual([]);
    expect(batch.scopes[0]).toMatchObject({
      outcome: "complete",
      reason: "The document says nothing about any file by name.",
    });
  });
});

describe("modelscan", () => {
  it("reads issues, errors, what it skipped and what it looked at", () => {
    const { kind, results } = read({
      summary: {
        modelscan_version: "0.8.8",
        total_issues: 2,
        scanned: { total_scanned: 3, scanned_files: ["a.pkl", "b.pkl", "c.h5", "z.pt:z/data.pkl"] },
        skipped: {
          total_skipped: 2,
          skipped_files: [
            { category: "SCAN_NOT_SUPPORTED", description: "x", source: "d.gguf" },
            { category: "BAD_ZIP", description: "x", source: "e.pt" },
          ],
        },
      },
      issues: [
        {
          description: "Use of unsafe operator",
          operator: "system",
          module: "posix",
          source: "a.pkl",
          scanner: "s",
          severity: "CRITICAL",
        },
        {
          description: "Lambda",
          operator: "Lambda",
          module: "Keras",
          source: "m.keras",
          scanner: "s",
          severity: "MEDIUM",
        },
        { description: "no place", severity: "HIGH" },
      ],
      errors: [
        { category: "DEPENDENCY", description: "tensorflow", source: "f.pb" },
        { category: "PATH", description: "gone" },
      ],
    });
    expect(kind).toBe("modelscan");
    expect(brief(results)).toEqual([
      ["modelscan", "a.pkl", "malicious"],
      ["modelscan", "m.keras", "suspicious"],
      ["modelscan", "f.pb", "error"],
      ["modelscan", "d.gguf", "not_covered"],
      ["modelscan", "e.pt", "not_scanned"],
      ["modelscan", "b.pkl", "clean"],
      ["modelscan", "c.h5", "not_covered"],
      ["modelscan", "z.pt", "not_covered"],
    ]);
    expect(results[0]).toMatchObject({ version: "0.8.8", found: [{ module: "posix", name: "system" }], digest: null });
  });
});

describe("modelaudit", () => {
  const report = (more: object = {}) => ({
    bytes_scanned: 9,
    files_scanned: 2,
    has_errors: false,
    // False wherever something was found, in real reports.
    success: false,
    scanner_names: ["pickle"],
    issues: [
      {
        message: "Found REDUCE opcode",
        severity: "critical",
        location: "/m/a.pkl (pos 28)",
        details: { position: 28, module: "posix", function: "system" },
        type: "pickle_check",
      },
      {
        message: "again",
        severity: "critical",
        location: "/m/a.pkl (pos 28)",
        details: { position: 28, associated_global: "posix system" },
      },
      { message: "pattern", severity: "critical", location: "/m/b.bin (layer: x)", details: {} },
      { message: "hint", severity: "info", location: "/m/c.pkl", details: {} },
    ],
    file_metadata: {
      "/m/a.pkl": { file_size: 1, file_hashes: { sha256: SHA.toUpperCase() } },
      "/m/c.pkl": { file_size: 1, file_hashes: { sha256: "cd".repeat(32) } },
      "/m/d.gguf": { file_size: 1 },
      "/m/e.pkl": { file_size: 1, scan_outcome: "inconclusive" },
    },
    ...more,
  });

  it("reads issues with their digests; a pattern alone is a suspicion", () => {
    const { kind, results } = read(report());
    expect(kind).toBe("modelaudit");
    expect(brief(results)).toEqual([
      ["modelaudit", "/m/a.pkl", "malicious"],
      ["modelaudit", "/m/b.bin", "suspicious"],
      ["modelaudit", "/m/c.pkl", "clean"],
      ["modelaudit", "/m/d.gguf", "not_covered"],
      ["modelaudit", "/m/e.pkl", "not_scanned"],
    ]);
    expect(results[0]?.digest).toBe(SHA);
    expect(results[0]?.found[0]).toMatchObject({ module: "posix", name: "system", offset: 28 });
  });

  it("counts no silence of a run that had errors", () => {
    expect(
      brief(read(report({ has_errors: true })).results)
        .slice(2)
        .map(([, , verdict]) => verdict),
    ).toEqual(["not_scanned", "not_scanned", "not_scanned"]);
  });
});

describe("fickling", () => {
  const one = (severity: string, analysis = "") =>
    JSON.stringify({ severity, analysis, detailed_results: { AnalysisResult: { UnsafeImports: "x" } } }, null, 2);

  it("reads stacked reports without anything between them, the worst counts, the file is the document's name", () => {
    const text =
      one("LIKELY_SAFE") +
      one("OVERTLY_MALICIOUS", "`from posix import system` is {bad}\nmore") +
      one("SUSPICIOUS", "odd");
    const { kind, results } = read(text, "models/a.pkl.fickling.json");
    expect(kind).toBe("fickling");
    expect(brief(results)).toEqual([["fickling", "models/a.pkl", "malicious"]]);
    expect(results[0]?.found[0]).toMatchObject({ module: "posix", name: "system" });
    expect(results[0]?.site.line).toBe(9);
  });

  it("sets aside what is no report and goes on", () => {
    const { results, batch } = read(`${one("LIKELY_SAFE")}{"severity":"WHO_KNOWS"}{"broken": `, "a.pkl.json");
    expect(brief(results)).toEqual([["fickling", "a.pkl", "clean"]]);
    expect(batch.quarantined).toHaveLength(2);
    expect(batch.scopes[0]?.outcome).toBe("partial");
  });
});

describe("the hub's security status", () => {
  it("reads the old form and the new, each engine for itself", () => {
    const { kind, results } = read([
      {
        type: "file",
        path: "a.bin",
        lfs: { oid: SHA, size: 9 },
        security: {
          safe: false,
          avScan: { virusFound: false },
          pickleImportScan: {
            highestSafetyLevel: "dangerous",
            imports: [
              { module: "posix", name: "system", safety: "dangerous" },
              { module: "collections", name: "OrderedDict", safety: "innocuous" },
            ],
          },
        },
      },
      {
        path: "b.bin",
        securityFileStatus: {
          status: "unsafe",
          avScan: { status: "unsafe", virusNames: ["Eicar"] },
          protectAiScan: { status: "queued" },
          newVendorScan: { status: "odd" },
        },
      },
      { path: "README.md" },
    ]);
    expect(kind).toBe("hub-security");
    expect(results.map((r) => [r.engine, r.path, r.verdict, r.digest === SHA])).toEqual([
      ["hub antivirus", "a.bin", "clean", true],
      ["hub pickle scan", "a.bin", "malicious", true],
      ["hub antivirus", "b.bin", "malicious", false],
      ["protectai", "b.bin", "not_scanned", false],
      ["newvendor", "b.bin", "not_scanned", false],
    ]);
    expect(results[1]?.found).toEqual([{ message: "dangerous import posix system", module: "posix", name: "system" }]);
    expect(results[1]?.site.pointer).toBe("/0/security/pickleImportScan");
  });
});

describe("SARIF", () => {
  const sarif = (driver: object, results: unknown[], artifacts: unknown[] = []) => ({
    version: "2.1.0",
    runs: [{ tool: { driver }, results, artifacts }],
  });
  const at = (uri: string | null, index?: number) => [
    { physicalLocation: { artifactLocation: { uri, index }, region: { byteOffset: 7 } } },
  ];

  it("of a model scanner gives verdicts, with digests of its artifacts", () => {
    const { kind, results } = read(
      sarif(
        { name: "picklescan", version: "1.0.5", rules: [{ id: "R2", defaultConfiguration: { level: "note" } }] },
        [
          { ruleId: "R1", level: "error", message: { text: "bad" }, locations: at("m/a%20b.pkl") },
          { ruleId: "R1", level: "warning", message: { text: "odd" }, locations: at(null, 1) },
          { ruleId: "R2", message: { text: "fine" }, locations: at("m/c.pkl") },
          {
            ruleId: "R1",
            level: "error",
            message: { text: "accepted" },
            locations: at("m/d.pkl"),
            suppressions: [{ kind: "external" }],
          },
          { ruleId: "R1", level: "error", message: null, locations: null },
        ],
        [{ location: { uri: "m/a%20b.pkl" }, hashes: { "sha-256": SHA } }, { location: { uri: "m/x.pkl" } }],
      ),
    );
    expect(kind).toBe("sarif");
    expect(results.map((r) => [r.path, r.verdict, r.digest === SHA, r.found[0]?.offset])).toEqual([
      ["m/a b.pkl", "malicious", true, 7],
      ["m/x.pkl", "suspicious", false, 7],
    ]);
  });

  it("of modelaudit puts members and positions where they belong, and finds the digest of the file", () => {
    const bad = (uri: string) => ({
      ruleId: "S201",
      level: "error",
      message: { text: "m" },
      locations: [{ physicalLocation: { artifactLocation: { uri } } }],
      properties: { module: "posix", function: "system" },
    });
    const { results } = read(
      sarif(
        { name: "ModelAudit", version: "0.2.54" },
        [bad("/m/model.pt%3Aarchive/data.pkl%20%28pos%2031%29"), bad("/m/model.pt:archive/data.pkl")],
        [{ location: { uri: "/m/model.pt" }, hashes: { "sha-256": SHA } }],
      ),
    );
    expect(results.map((r) => [r.path, r.verdict, r.digest === SHA])).toEqual([["/m/model.pt", "malicious", true]]);
    expect(results[0]?.found[0]).toMatchObject({ member: "archive/data.pkl", offset: 31 });
  });

  it("of any other tool gives suspicion at most, and of modelaudit only with an import", () => {
    const result = (properties: object) => ({
      ruleId: "r",
      level: "error",
      message: { text: "m" },
      locations: at("a.pkl"),
      properties,
    });
    const verdict = (name: string, properties: object = {}) =>
      read(sarif({ name }, [result(properties)])).results[0]?.verdict;
    expect(verdict("SomeLinter")).toBe("suspicious");
    expect(verdict("modelaudit")).toBe("suspicious");
    expect(verdict("modelaudit", { module: "os", function: "system", position: 3 })).toBe("malicious");
  });
});

describe("any document", () => {
  it.each([
    ["a.pt:archive/data.pkl", "a.pt", "archive/data.pkl"],
    ["C:\\models\\a.pkl", "C:\\models\\a.pkl", null],
    ["https://host/x.pkl", "https://host/x.pkl", null],
    ["/a/b.pkl", "/a/b.pkl", null],
    ["", "", null],
  ])("%s is split into file and member", (source, file, member) => {
    expect(splitMember(source)).toEqual({ path: file, member });
  });

  it("of the right outline and any content is read or refused, never thrown at", () => {
    const any = fc.jsonValue({ maxDepth: 4 });
    const outlines = [
      (v: unknown) => ({ summary: { modelscan_version: "1", scanned: v, skipped: v }, issues: [v], errors: [v] }),
      (v: unknown) => ({ issues: [v], files_scanned: 1, bytes_scanned: 1, file_metadata: { "a.pkl": v } }),
      (v: unknown) => ({ version: "2.1.0", runs: [v, { tool: v, results: [v], artifacts: [v] }] }),
      (v: unknown) => [{ path: "a", security: { avScan: v, pickleImportScan: v, x: v } }, v],
      (v: unknown) => `{"severity":"LIKELY_SAFE","analysis":${JSON.stringify(v)}}${JSON.stringify(v)}`,
      (v: unknown) => `x: dangerous import '${JSON.stringify(v)}' FOUND\nScanned files: 1`,
    ];
    fc.assert(
      fc.property(any, fc.nat(outlines.length - 1), (value, n) => {
        for (const result of read(outlines[n]?.(value)).results) expect(result.path.length).toBeGreaterThan(0);
      }),
      { numRuns: 600 },
    );
  });
});

const corpus = path.resolve(import.meta.dirname, "../../../shared/corpora/defectdojo/sarif");

describe.skipIf(!existsSync(corpus))("real SARIF documents", () => {
  it("are read or refused with a sentence; a linter's error is no malice", () => {
    const files = (readdirSync(corpus, { recursive: true }) as string[]).filter((name) => /\.(json|sarif)$/.test(name));
    let taken = 0;
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(path.join(corpus, name)));
      const found = recogniseDocument(name, bytes);
      if ("refused" in found) continue;
      const result = found.importer.read(name, bytes, { labels: DEFAULT_LABELS });
      if ("refused" in result) continue;
      taken += 1;
      InventoryBatch.parse(result.batch);
      expect(result.batch.engineResults?.some((r) => r.verdict === "malicious") ?? false, name).toBe(false);
    }
    expect(taken).toBeGreaterThan(0);
  });
});
