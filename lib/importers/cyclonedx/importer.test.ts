import { describe, expect, it } from "vitest";
import { InventoryBatch } from "@/lib/domain/inventory";
import { DEFAULT_LABELS } from "@/lib/importers/label-names";
import { recogniseDocument } from "../registry";

/** Made documents: each holds only what its test is about. */
function bom(body: object): object {
  return { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, serialNumber: SERIAL, ...body };
}
const SERIAL = "urn:uuid:00000000-0000-4000-8000-000000000001";
const SHA = "ab".repeat(32);

function read(document: object | string | Uint8Array): InventoryBatch {
  const bytes =
    document instanceof Uint8Array
      ? document
      : new TextEncoder().encode(typeof document === "string" ? document : JSON.stringify(document));
  const found = recogniseDocument("made.json", bytes);
  if ("refused" in found) throw new Error(found.refused);
  const result = found.importer.read("made.json", bytes, { labels: DEFAULT_LABELS });
  if ("refused" in result) throw new Error(result.refused);
  return InventoryBatch.parse(result.batch);
}

const edges = (batch: InventoryBatch) =>
  batch.edges.map((e) => `${e.from} ${e.relation}${e.variant === null ? "" : `/${e.variant}`} ${e.to}`).sort();
const model = (name: string, more: object = {}) => ({
  type: "machine-learning-model",
  "bom-ref": name,
  name,
  version: "1",
  ...more,
});

describe("components", () => {
  it("keys a model by purl, by name and version, or by its place in the document", () => {
    const batch = read(
      bom({
        components: [
          model("with-purl", { purl: "pkg:huggingface/acme/alpha@0123456789012345678901234567890123456789" }),
          model("beta", { group: "acme" }),
          { type: "machine-learning-model", "bom-ref": "g", name: "gamma" },
        ],
      }),
    );
    expect(batch.assets.map((a) => a.key)).toEqual([
      "pkg:huggingface/acme/alpha@0123456789012345678901234567890123456789",
      "pkg:generic/acme/beta@1",
      `urn:bom:${SERIAL}#g`,
    ]);
    expect(batch.assets[0]?.props).toMatchObject({
      name_key: "pkg:huggingface/acme/alpha",
      registry: "huggingface",
      revision: "0123456789012345678901234567890123456789",
      license: null,
      has_card: false,
    });
    expect(batch.assets[1]?.site).toMatchObject({ path: "made.json", pointer: "/components/1" });
    expect(batch.assets[1]?.props.name_key).toBe("pkg:generic/acme/beta");
  });

  it("gives every component type its kind", () => {
    const sha = [{ alg: "SHA-256", content: SHA }];
    const batch = read(
      bom({
        components: [
          { type: "library", name: "l", version: "1", purl: "pkg:pypi/l@1" },
          { type: "framework", name: "f", version: "1", purl: "pkg:npm/f@1" },
          { type: "operating-system", name: "os", version: "12" },
          { type: "firmware", name: "fw", version: "3" },
          { type: "device", name: "d", version: "1" },
          { type: "device-driver", name: "dd", version: "1" },
          { type: "platform", name: "p", version: "1" },
          { type: "cryptographic-asset", name: "RSA-2048" },
          { type: "application", name: "app", version: "2" },
          { type: "container", name: "c", version: "1", hashes: sha },
          { type: "container", name: "c2", version: "1" },
          { type: "file", name: "weights.bin", hashes: [{ alg: "SHA-256", content: "cd".repeat(32) }] },
          { type: "data", name: "corpus", version: "1", data: [{ type: "dataset" }] },
          { type: "data", name: "settings", version: "1", data: [{ type: "configuration" }] },
        ],
      }),
    );
    expect(batch.assets.map((a) => `${a.kind}{${a.subtype}} ${a.key}`)).toEqual([
      "package{pypi} pkg:pypi/l@1",
      "package{npm} pkg:npm/f@1",
      "package{other} pkg:generic/os@12",
      "package{other} pkg:generic/fw@3",
      "package{other} pkg:generic/d@1",
      "package{driver} pkg:generic/dd@1",
      "package{other} pkg:generic/p@1",
      "package{other} pkg:generic/RSA-2048",
      "system{application} urn:app:app@2",
      `image{container} sha256:${SHA}`,
      "package{other} pkg:generic/c2@1",
      `artifact{weights} sha256:${"cd".repeat(32)}`,
      "dataset{unknown} pkg:generic/corpus@1",
      "package{other} pkg:generic/settings@1",
    ]);
    expect(batch.assets[10]?.props.container).toBe(true);
    expect(batch.quarantined).toEqual([]);
    expect(batch.scopes).toEqual([
      { scope: "made.json", resourceType: "cyclonedx", outcome: "complete", seen: 14, reason: null },
    ]);
  });

  it("reads labels, licences, digests and the card", () => {
    const batch = read(
      bom({
        metadata: { properties: [{ name: "env", value: "prod" }] },
        components: [
          model("m", {
            publisher: "Acme",
            licenses: [{ license: { id: "Apache-2.0" } }],
            hashes: [{ alg: "SHA-256", content: SHA.toUpperCase() }],
            properties: [
              { name: "faultline:owner", value: "risk team" },
              { name: "faultline:data", value: "3" },
              { name: "faultline:criticality", value: "very" },
              { name: "faultline:use", value: "commercial" },
              { name: "faultline:proprietary", value: "true" },
            ],
            modelCard: {
              modelParameters: { task: "ranking", datasets: [{ ref: "d" }, { ref: "t" }, { ref: "nowhere" }] },
              considerations: { useCases: ["ranking"], technicalLimitations: ["short texts"] },
            },
          }),
          {
            type: "data",
            "bom-ref": "d",
            name: "claims",
            version: "1",
            data: [{ contents: { url: "https://example.test/c" } }],
          },
          {
            type: "data",
            "bom-ref": "t",
            name: "claims",
            version: "2",
            data: [{ type: "dataset", name: "test split" }],
          },
        ],
      }),
    );
    const [m] = batch.assets;
    expect(m).toMatchObject({ owner: "risk team", env: "prod", data: 3, criticality: null });
    expect(m?.props).toMatchObject({
      license: "Apache-2.0",
      digests: [SHA],
      use: "commercial",
      proprietary: true,
      has_card: true,
      card_sections: ["intended_use", "training_data", "limits"],
      task: "ranking",
    });
    expect(edges(batch)).toEqual([
      "pkg:generic/m@1 evaluated_on pkg:generic/claims@2",
      "pkg:generic/m@1 published_by publisher:Acme",
      "pkg:generic/m@1 trained_on pkg:generic/claims@1",
    ]);
    expect(batch.quarantined.map((q) => q.pointer)).toEqual([
      "/components/0/properties/2",
      "/components/0/modelCard/modelParameters/datasets/2/ref",
    ]);
    expect(batch.assets.find((a) => a.key === "pkg:generic/claims@1")?.props.source_urls).toEqual([
      "https://example.test/c",
    ]);
  });

  it("keeps a wrong licence id as written and notes it", () => {
    const batch = read(bom({ components: [model("m", { licenses: [{ license: { id: "Apache-2" } }] })] }));
    expect(batch.assets[0]?.props.license).toBe("Apache-2");
    expect(batch.quarantined).toEqual([
      {
        path: "made.json",
        pointer: "/components/0/licenses/0/license/id",
        reason: '"Apache-2" is not an SPDX licence id; it is kept as written.',
      },
    ]);
    expect(batch.scopes[0]?.outcome).toBe("complete");
  });

  it("caps a hostile name, keeps the asset and says so", () => {
    const name = `\u202e<img src=x onerror=alert(1)>${"x".repeat(10_000)}`;
    const batch = read(bom({ components: [{ type: "machine-learning-model", name, version: "1" }] }));
    expect(batch.assets).toHaveLength(1);
    expect(batch.assets[0]?.name).toBe(name.slice(0, 500));
    expect(batch.assets[0]?.key.length).toBeLessThanOrEqual(2_048);
    expect(JSON.stringify(batch)).not.toContain("x".repeat(500));
    expect(batch.quarantined[0]?.reason).toMatch(/the first 500 are kept/);
  });

  it("sets the second record of a bom-ref aside and is then not complete", () => {
    const batch = read(bom({ components: [model("a"), model("a", { name: "b" })] }));
    expect(batch.assets.map((a) => a.name)).toEqual(["a"]);
    expect(batch.quarantined[0]).toMatchObject({ pointer: "/components/1" });
    expect(batch.scopes[0]).toMatchObject({ outcome: "partial", seen: 1 });
  });

  it("is complete with zero and a sentence where nothing is listed", () => {
    const batch = read(bom({ components: [] }));
    expect(batch.scopes[0]).toMatchObject({
      outcome: "complete",
      seen: 0,
      reason: expect.stringContaining("lists no"),
    });
  });
});

describe("relations", () => {
  it("draws lineage from the pedigree, in its variant, and resolves relatives in the document", () => {
    const batch = read(
      bom({
        components: [
          model("base"),
          model("tuned", {
            pedigree: { ancestors: [{ type: "machine-learning-model", name: "base" }], notes: "LoRA adapter" },
          }),
          model("small", { pedigree: { ancestors: [model("base")], notes: "quantised to 4 bit" } }),
          model("odd", { pedigree: { ancestors: [model("elsewhere")] } }),
        ],
      }),
    );
    expect(edges(batch)).toEqual([
      "pkg:generic/odd@1 derived_from/unknown pkg:generic/elsewhere@1",
      "pkg:generic/small@1 derived_from/quantize pkg:generic/base@1",
      "pkg:generic/tuned@1 derived_from/adapter pkg:generic/base@1",
    ]);
    expect(batch.assets.map((a) => `${a.name} ${a.subtype}`)).toContain("tuned adapter");
    const elsewhere = batch.assets.find((a) => a.name === "elsewhere");
    expect(elsewhere?.site.pointer).toBe("/components/3/pedigree/ancestors/0");
    // Named only: what the pedigree leaves out is unknown, not absent.
    expect(elsewhere?.props).toMatchObject({ by_reference: true, has_card: null });
    expect(elsewhere?.props).not.toHaveProperty("license");
  });

  it("keeps both edges of a lineage cycle", () => {
    const batch = read(
      bom({
        components: [
          model("a", { pedigree: { ancestors: [model("b")] } }),
          model("b", { pedigree: { ancestors: [model("a")] } }),
        ],
      }),
    );
    expect(edges(batch)).toEqual([
      "pkg:generic/a@1 derived_from/unknown pkg:generic/b@1",
      "pkg:generic/b@1 derived_from/unknown pkg:generic/a@1",
    ]);
  });

  it("reads dependencies by kind, counts package to package, sets dangling and illegal ones aside", () => {
    const lib = (name: string) => ({ type: "library", "bom-ref": name, name, version: "1", purl: `pkg:npm/${name}@1` });
    const batch = read(
      bom({
        metadata: {
          lifecycles: [{ phase: "operations" }],
          component: { type: "application", "bom-ref": "app", name: "app", version: "1" },
        },
        components: [model("m"), lib("x"), lib("y"), { type: "data", "bom-ref": "d", name: "d", version: "1" }],
        services: [
          {
            "bom-ref": "s",
            name: "scorer",
            version: "3",
            authenticated: false,
            trustZone: "internet",
            endpoints: ["https://scorer.example.test/v1", "/relative"],
            services: [{ "bom-ref": "inner", name: "inner", authenticated: true }],
          },
        ],
        dependencies: [
          { ref: "app", dependsOn: ["s"] },
          { ref: "s", dependsOn: ["m", "x", "d", "inner", "gone"] },
          { ref: "m", dependsOn: ["d", "y"] },
          { ref: "x", dependsOn: ["y", "d"] },
        ],
      }),
    );
    expect(edges(batch)).toEqual([
      "pkg:generic/m@1 trained_on pkg:generic/d@1",
      "pkg:generic/m@1 uses pkg:npm/y@1",
      "urn:service:scorer@3 loads pkg:generic/m@1",
      "urn:service:scorer@3 part_of urn:app:app@1",
      "urn:service:scorer@3 uses pkg:generic/d@1",
      "urn:service:scorer@3 uses pkg:npm/x@1",
      "urn:service:scorer@3 uses urn:service:inner",
    ]);
    const scorer = batch.assets.find((a) => a.key === "urn:service:scorer@3");
    expect(scorer).toMatchObject({ kind: "infra", subtype: "endpoint", aliases: ["https://scorer.example.test/v1"] });
    expect(scorer?.props).toMatchObject({
      state: "running",
      auth: "none",
      public_network: true,
      trust_zone: "internet",
    });
    expect(batch.assets.find((a) => a.key === "pkg:npm/x@1")?.props.dependency_count).toBe(1);
    expect(batch.quarantined.map((q) => q.pointer)).toEqual([
      "/dependencies/1/dependsOn/4",
      "/dependencies/3/dependsOn/1",
    ]);
  });

  it("reads vulnerabilities with the newest CVSS and what they affect", () => {
    const batch = read(
      bom({
        components: [{ type: "library", "bom-ref": "x", name: "x", version: "1", purl: "pkg:npm/x@1" }],
        vulnerabilities: [
          {
            id: "CVE-2099-0001",
            references: [{ id: "GHSA-aaaa-bbbb-cccc" }],
            ratings: [
              { method: "CVSSv3", score: 9.9, severity: "critical" },
              { method: "CVSSv31", score: 5.1, severity: "medium", vector: "AV:N" },
              { method: "CVSSv31", score: 7.2, severity: "high" },
            ],
            analysis: { state: "not_affected", justification: "code_not_reachable" },
            affects: [
              {
                ref: "x",
                versions: [
                  { range: "vers:npm/<2", status: "affected" },
                  { version: "2", status: "unaffected" },
                ],
              },
              { ref: `urn:cdx:${SERIAL.slice(9)}/1#x` },
              { ref: "urn:cdx:11111111-1111-4111-8111-111111111111/1#pkg:pypi/elsewhere@2" },
              { ref: "urn:cdx:11111111-1111-4111-8111-111111111111/1#unknown" },
            ],
          },
          { description: "nameless" },
        ],
      }),
    );
    const advisory = batch.assets.find((a) => a.kind === "advisory");
    expect(advisory).toMatchObject({ key: "CVE-2099-0001", subtype: "cve", aliases: ["GHSA-aaaa-bbbb-cccc"] });
    expect(advisory?.props).toMatchObject({ cvss: 7.2, severity: "high", exploited: null, kev_at: null });
    expect(edges(batch)).toEqual([
      "pkg:npm/x@1 affected_by CVE-2099-0001",
      "pkg:pypi/elsewhere@2 affected_by CVE-2099-0001",
    ]);
    expect(batch.edges[0]?.props).toMatchObject({ vex_state: "not_affected", fixed_in: "2" });
    expect(batch.quarantined.map((q) => q.pointer)).toEqual(["/vulnerabilities/0/affects/3/ref", "/vulnerabilities/1"]);
    expect(batch.scopes[0]?.outcome).toBe("partial");
  });
});

describe("size", () => {
  it("imports a hundred thousand components in seconds", () => {
    const components = Array.from({ length: 100_000 }, (_, i) => ({
      type: "library",
      "bom-ref": `r${i}`,
      name: `lib-${i}`,
      version: "1.0.0",
      purl: `pkg:npm/lib-${i}@1.0.0`,
    }));
    const dependencies = components.map((c, i) => ({ ref: c["bom-ref"], dependsOn: [`r${(i * 7) % 100_000}`] }));
    const bytes = new TextEncoder().encode(JSON.stringify(bom({ components, dependencies })));
    const found = recogniseDocument("big.json", bytes);
    if ("refused" in found) throw new Error(found.refused);
    const start = performance.now();
    const result = found.importer.read("big.json", bytes, { labels: DEFAULT_LABELS });
    const elapsedMs = performance.now() - start;
    expect("batch" in result && result.batch.assets.length).toBe(100_000);
    expect(elapsedMs).toBeLessThan(30_000);
  }, 60_000);
});
