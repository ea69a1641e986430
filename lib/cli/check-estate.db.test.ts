import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { connect, freshWorkspace, withWorker } from "@/lib/pipeline/testing/rig";
import type { HubFacts } from "@/lib/policies/model-check";
import { benign, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import type { Ctx } from "@/lib/services/context";
import { readEstateFacts } from "./check-estate";

const home = mkdtempSync(path.join(tmpdir(), "check-"));
let ctx: Ctx;
beforeAll(async () => {
  mkdirSync(path.join(home, "models/mirror"), { recursive: true });
  writeFileSync(path.join(home, "models/mirror/pytorch_model.bin"), systemCall());
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: { component: { type: "application", "bom-ref": "app", name: "triage" } },
    components: [
      {
        type: "machine-learning-model",
        "bom-ref": "m",
        name: "net",
        version: "1",
        purl: `pkg:huggingface/Acme/Net@${"a".repeat(40)}`,
      },
    ],
    dependencies: [{ ref: "app", dependsOn: ["m"] }],
  };
  writeFileSync(path.join(home, "app.cdx.json"), JSON.stringify(bom));
  ctx = await freshWorkspace("check");
  await withWorker(async () => {
    await connect(ctx, "folder", { path: path.join(home, "models") });
    await connect(ctx, "document", { path: path.join(home, "app.cdx.json") });
  });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const hub = (repo: string) => ({ repo }) as HubFacts;
const file = (bytes: Buffer, reasons: string[] = []) => ({ sha256: sha256Hex(bytes), reasons });

it("knows a model by its name on the hub, however it is spelled, and by its bytes under any name", async () => {
  expect((await readEstateFacts(ctx, hub("acme/net"), [])).known).toHaveLength(1);
  const mirrored = await readEstateFacts(ctx, null, [file(systemCall())]);
  expect(mirrored.known).toHaveLength(1);
  expect((await readEstateFacts(ctx, hub("acme/net"), [file(systemCall())])).known).toHaveLength(2);
});

it("knows nothing of what it has not seen, nor by a file that is no model's", async () => {
  const nothing = { known: [], running: [], touched: 0 };
  expect(await readEstateFacts(ctx, hub("acme/other"), [file(benign())])).toEqual(nothing);
  expect(await readEstateFacts(ctx, null, [file(systemCall(), ["not_a_model"])])).toEqual(nothing);
});
