import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { ImportReport } from "@/lib/domain/views/work-views";
import { previewImport } from "./import-preview";

it("reports each document in order, read or refused", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "preview-"));
  const bom = path.join(root, "bom.json");
  await writeFile(
    bom,
    JSON.stringify({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      components: [
        { type: "machine-learning-model", "bom-ref": "m", name: "m", version: "1" },
        { type: "library", "bom-ref": "l", name: "l", version: "1" },
      ],
      dependencies: [{ ref: "m", dependsOn: ["l", "gone"] }],
    }),
  );
  const report = await previewImport([bom, path.join(root, "missing.json"), root], {
    countFindings: (b) => b.assets.length,
  });
  expect(ImportReport.parse(report)).toEqual(report);
  expect(report.documents[0]).toMatchObject({
    kind: "cyclonedx",
    assets: 2,
    relations: 1,
    evidence: 3,
    findings: 2,
    refused: null,
  });
  expect(report.documents[0]?.quarantined).toEqual([
    {
      pointer: "/dependencies/0/dependsOn/1",
      reason: 'This dependency names "gone", which no record of this document has.',
    },
  ]);
  expect(report.documents.slice(1).map((d) => d.refused)).toEqual([
    "The file is not there.",
    "This is a directory: name the documents in it.",
  ]);
  await rm(root, { recursive: true });
});
