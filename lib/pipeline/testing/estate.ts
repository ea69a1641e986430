import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sha256Hex } from "@/lib/domain/digest";
import { bytes, call, global, proto, STOP, text } from "@/lib/scanners/pickle/fixtures/assemble";
import { safetensors } from "@/lib/scanners/safetensors/fixtures/cases";
import { torchMembers } from "@/lib/scanners/torch-zip/fixtures/cases";
import { zip } from "@/lib/scanners/zip-reader/fixtures/zip-writer";
import { word } from "./rig";

/** A torch archive whose pickle would call os.system with the shell's no-op; never loaded by anything here. */
export function maliciousTorch(): Buffer {
  return zip({
    members: torchMembers(bytes(proto(2), call(global("os", "system"), text(`: ${word()} no-op`)), STOP)),
  });
}

/** A clean safetensors file whose bytes nobody else has. */
export function cleanWeights(): Buffer {
  const header = { __metadata__: { made: word(12) }, w: { dtype: "F32", shape: [4], data_offsets: [0, 16] } };
  return safetensors(JSON.stringify(header), Buffer.alloc(16, 0x3f));
}

export type TestEstate = ReturnType<typeof writeEstate>;

/** Names drawn at run time, so that nothing can know them beforehand. */
function drawNames() {
  const name = () => `${word(6)}-${word(5)}`;
  return {
    team: word(9),
    host: name(),
    bad: name(),
    copy: name(),
    clean: name(),
    tuned: name(),
    service: name(),
    agent: name(),
    unknownData: name(),
    unlicensedData: name(),
    plugin: name(),
    package: `@${word()}/${word()}`,
    advisory: `CVE-2031-${10_000 + Math.floor(Math.random() * 80_000)}`,
  };
}

/** A folder of models, an assistant's configuration, and a bill of materials of running services, in a new directory. */
export function writeEstate() {
  const names = drawNames();
  const root = mkdtempSync(path.join(tmpdir(), "estate-"));
  const put = (file: string, body: string | Buffer) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), body);
  };
  const badBytes = maliciousTorch();
  const cleanBytes = cleanWeights();
  const card = "---\nlicense: apache-2.0\n---\n# Model\n\nMade for a test.\n";
  put(`models/${names.bad}/pytorch_model.bin`, badBytes);
  put(`models/${names.bad}/README.md`, card);
  put(`models/${names.clean}/model.safetensors`, cleanBytes);
  put(`models/${names.clean}/README.md`, card);
  put(
    `laptop/.mcp.json`,
    JSON.stringify({ mcpServers: { [names.plugin]: { command: "npx", args: ["-y", names.package] } } }),
  );
  put(`${names.service}.cdx.json`, JSON.stringify(bill(names, { bad: badBytes, clean: cleanBytes }), null, 1));
  return {
    names,
    root,
    put,
    bill: path.join(root, `${names.service}.cdx.json`),
    digests: { bad: sha256Hex(badBytes), clean: sha256Hex(cleanBytes) },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function bill(n: ReturnType<typeof drawNames>, files: { bad: Buffer; clean: Buffer }) {
  const labels = (data: number, criticality: number) => [
    { name: "owner", value: n.team },
    { name: "env", value: "prod" },
    { name: "faultline:data", value: String(data) },
    { name: "faultline:criticality", value: String(criticality) },
    { name: "faultline:use", value: "commercial" },
  ];
  const model = (name: string, file: Buffer | null, extra: object = {}) => ({
    type: "machine-learning-model",
    "bom-ref": name,
    name,
    version: "1.0",
    ...(file ? { hashes: [{ alg: "SHA-256", content: sha256Hex(file) }] } : {}),
    licenses: [{ license: { id: "Apache-2.0" } }],
    properties: labels(3, 3),
    ...extra,
  });
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { lifecycles: [{ phase: "operations" }], component: { type: "application", name: `${n.service} image` } },
    components: [
      model(n.copy, files.bad),
      model(n.clean, files.clean),
      model(n.tuned, null, {
        pedigree: { ancestors: [{ type: "machine-learning-model", name: n.copy, version: "1.0" }] },
        properties: [...labels(3, 3), { name: "faultline:relation", value: "adapter" }],
      }),
      {
        type: "data",
        "bom-ref": n.unknownData,
        name: n.unknownData,
        version: "1",
        ...licensed,
        properties: labels(2, 3),
      },
      {
        type: "data",
        "bom-ref": n.unlicensedData,
        name: n.unlicensedData,
        version: "1",
        publisher: n.team,
        properties: labels(0, 3),
      },
      { type: "library", "bom-ref": "lib", name: "vllm", version: "0.4.1", purl: "pkg:pypi/vllm@0.4.1" },
    ],
    services: [n.service, n.agent].map((name) => ({
      "bom-ref": name,
      name,
      endpoints: [`https://${name}.invalid`],
      authenticated: true,
      properties: [...labels(3, 3), { name: "faultline:exposure", value: "internal" }],
    })),
    dependencies: [
      { ref: n.service, dependsOn: [n.copy, n.tuned, "lib"] },
      { ref: n.agent, dependsOn: [n.service] },
      { ref: n.tuned, dependsOn: [n.copy, n.unknownData, n.unlicensedData] },
    ],
    vulnerabilities: [
      {
        "bom-ref": "v",
        id: n.advisory,
        ratings: [{ method: "CVSSv31", score: 8.1, severity: "high" }],
        affects: [{ ref: "lib", versions: [{ version: "0.4.1", status: "affected" }] }],
      },
    ],
  };
}

const licensed = { licenses: [{ license: { id: "CC-BY-4.0" } }] };
