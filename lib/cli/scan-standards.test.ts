import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { benign, bytes, NEWOBJ, proto, STOP, stackGlobal, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { torchMembers } from "@/lib/scanners/torch-zip/fixtures/cases";
import { zip } from "@/lib/scanners/zip-reader/fixtures/zip-writer";
import { type ScanFormat, scanCommand } from "./scan";

const require = createRequire(import.meta.url);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "scan standards-"));
  const put = (name: string, data: Buffer | string) => writeFileSync(path.join(folder, name), data);
  put("bad one #1%.pkl", systemCall());
  put("good.pkl", benign());
  put("odd.pkl", bytes(proto(4), stackGlobal("acme", "Net"), ")", NEWOBJ, STOP));
  put("broken.pkl", bytes(proto(4), "R."));
  put(
    "model.pt",
    zip({ members: torchMembers().map((m) => (m.name.endsWith("data.pkl") ? { ...m, data: systemCall() } : m)) }),
  );
  put("empty.pkl", "");
  put("unknown.gguf", "GGUF\u0003\u0000\u0000\u0000");
  put("lone\ud800.md".toWellFormed(), "# words\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

async function report(format: ScanFormat, allow?: string): Promise<Record<string, unknown>> {
  let text = "";
  await scanCommand(
    { targets: [folder], format, ...(allow && { allow }) },
    { stdout: { write: (part) => (text += part) }, stderr: { write: () => 0 } },
  );
  return JSON.parse(text) as Record<string, unknown>;
}

const json = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
const ajvOf = () => {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp: false });
  addFormats.default(ajv);
  // The standards' own names for what ajv-formats calls otherwise; a host in letters of the world is judged as a URI.
  ajv.addFormat("idn-email", /^[^@\s]+@[^@\s]+$/);
  ajv.addFormat("iri-reference", true);
  return ajv;
};

describe("SARIF", () => {
  // The standard's final schema, from a package of its editors.
  const schema = json(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

  it("is valid against the official schema, with and without what is allowed", async () => {
    const ajv = ajvOf();
    // Written for draft-04, where the name of a schema was `id`; nothing else in it differs from draft-07.
    delete schema.$schema;
    delete schema.id;
    const validate = ajv.compile(schema);
    const allow = path.join(folder, "..", `${path.basename(folder)}-allow.json`);
    const entry = { import: { module: "acme", name: "Net" }, reason: "our own", expires: "9999-12-31" };
    writeFileSync(allow, JSON.stringify({ allow: [entry] }));
    for (const document of [await report("sarif"), await report("sarif", allow)]) {
      validate(document);
      expect(validate.errors).toBeNull();
    }
    rmSync(allow);
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
  });

  it("points at bytes inside the file, and names every file that was not judged", async () => {
    const { runs } = (await report("sarif")) as {
      runs: {
        artifacts: { location: { uri: string }; length: number }[];
        results: {
          partialFingerprints: Record<string, string>;
          locations: {
            physicalLocation: {
              artifactLocation: { uri: string; index: number };
              region: { byteOffset: number; byteLength: number };
            };
          }[];
        }[];
        invocations: { executionSuccessful: boolean; toolExecutionNotifications: { message: { text: string } }[] }[];
      }[];
    };
    const run = runs[0];
    expect(run?.results.length).toBeGreaterThan(2);
    for (const { locations } of run?.results ?? []) {
      const where = locations[0]?.physicalLocation;
      const artifact = run?.artifacts[where?.artifactLocation.index ?? -1];
      expect(artifact?.location.uri).toBe(where?.artifactLocation.uri);
      expect((where?.region.byteOffset ?? 0) + (where?.region.byteLength ?? 0)).toBeLessThanOrEqual(
        artifact?.length ?? 0,
      );
    }
    expect(run?.artifacts.map((artifact) => artifact.location.uri)).toContain("bad%20one%20%231%25.pkl");
    const [invocation] = run?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications.map((n) => n.message.text.split(" ")[0]).sort()).toEqual([
      "broken.pkl",
      "empty.pkl",
      "unknown.gguf",
    ]);
  });

  it("keeps its fingerprints when other findings come and go", async () => {
    const prints = async () => {
      const { runs } = (await report("sarif")) as {
        runs: { results: { ruleId: string; partialFingerprints: Record<string, string>; locations: unknown }[] }[];
      };
      return (runs[0]?.results ?? [])
        .filter((result) => JSON.stringify(result.locations).includes("odd.pkl"))
        .map((result) => result.partialFingerprints["faultline/v1"]);
    };
    const before = await prints();
    writeFileSync(path.join(folder, "another.pkl"), systemCall());
    expect(await prints()).toEqual(before);
    rmSync(path.join(folder, "another.pkl"));
    expect(before).toHaveLength(1);
  });
});

describe("CycloneDX", () => {
  it("is valid against the official schema", async () => {
    const schemas = path.join(
      path.dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json")),
      "res",
      "schema",
    );
    const ajv = ajvOf();
    for (const name of ["spdx", "jsf-0.82"]) {
      const file = `${name}.SNAPSHOT.schema.json`;
      ajv.addSchema(json(path.join(schemas, file)), `http://cyclonedx.org/schema/${file}`);
    }
    const validate = ajv.compile(json(path.join(schemas, "bom-1.6.SNAPSHOT.schema.json")));
    const bom = await report("cyclonedx");
    validate(bom);
    expect(validate.errors).toBeNull();
    expect((bom.vulnerabilities as object[]).length).toBeGreaterThan(2);
    expect(validate({ ...bom, components: [{ type: "odd", name: 1 }] })).toBe(false);
  });
});
