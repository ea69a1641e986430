import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunDetail } from "@/lib/domain/views/work-views";
import { getAsset } from "@/lib/services/asset/get-asset";
import { getLineage } from "@/lib/services/asset/lineage";
import { listAssets } from "@/lib/services/asset/list-assets";
import type { Ctx } from "@/lib/services/context";
import { getRun } from "@/lib/services/run/view";
import { getScanLedger } from "@/lib/services/scan/ledger";
import { BAD_DOCUMENTS, writeBadDocuments } from "./testing/bad-documents";
import { connect, freshWorkspace, rows } from "./testing/rig";
import { startWorker, type Worker } from "./worker";

const home = mkdtempSync(path.join(tmpdir(), "bad-"));
let worker: Worker;
let ctx: Ctx;
let run: RunDetail;
beforeAll(async () => {
  worker = await startWorker();
  mkdirSync(path.join(home, "documents"));
  writeBadDocuments(path.join(home, "documents"));
  ctx = await freshWorkspace("bad");
  const ended = await connect(ctx, "document", { path: path.join(home, "documents") });
  run = await getRun(ctx, ended.run.id);
});
afterAll(async () => {
  await worker.stop();
  rmSync(home, { recursive: true, force: true });
});

it("ends as applied whatever was handed in", () => {
  expect([run.state, run.error]).toEqual(["applied", null]);
  expect(run.progress.every((p) => p.state === "done")).toBe(true);
});

describe.each(BAD_DOCUMENTS)("$file", ({ file, refused, aside = [], models = [] }) => {
  it("is answered where the trouble is, and the rest is read", async () => {
    const scope = run.scopes.find((s) => s.scope === file);
    const said = run.quarantined.filter((q) => q.path === file);
    if (refused) {
      expect(scope).toMatchObject({ outcome: "failed", reason: expect.stringMatching(refused) });
      expect(said.map((q) => q.reason)).toEqual([expect.stringMatching(refused)]);
    } else expect(["complete", "partial"]).toContain(scope?.outcome);
    for (const [pointer, reason] of aside)
      expect(said).toContainEqual(
        expect.objectContaining({
          pointer: expect.stringContaining(pointer),
          reason: expect.stringMatching(reason),
        }),
      );
    for (const text of [scope?.reason ?? "", ...said.map((q) => q.reason)]) {
      expect(text.length).toBeLessThan(600);
      expect(text).not.toMatch(/\p{Cc}|\p{Bidi_Control}|node_modules|\bat .*:\d+:\d+/u);
    }
    for (const name of models) {
      const { rows: found } = await listAssets(ctx, { q: name });
      expect([name, found.some((a) => a.name === name)]).toEqual([name, true]);
    }
  });
});

it("keeps a hostile name as data: found, shown safely, and next to nothing else", async () => {
  const { rows: found } = await listAssets(ctx, { q: "onerror=alert" });
  expect(found.length).toBe(1);
  const asset = await getAsset(ctx, found[0]?.id ?? 0);
  expect(asset.name).not.toContain("\u0000");
  expect(asset.name.length).toBeLessThanOrEqual(10_100);
});

it("walks a circle of lineage once", async () => {
  const { rows: found } = await listAssets(ctx, { q: "ring-a", kind: "model" });
  const lineage = await getLineage(ctx, found[0]?.id ?? 0, {});
  expect(lineage.rows.length).toBeGreaterThan(0);
  expect(lineage.rows.length).toBeLessThan(8);
});

it("says that a model file without a byte was not scanned, and never that it is clean", async () => {
  const folder = path.join(home, "models", "hollow");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "pytorch_model.bin"), "");
  writeFileSync(path.join(folder, "model.safetensors"), "");
  writeFileSync(path.join(folder, "README.md"), "---\nlicense: mit\n---\n");
  const ended = await connect(ctx, "folder", { path: path.join(home, "models"), label: "hollow" });
  expect([ended.run.state, ended.run.error]).toEqual(["applied", null]);
  const { files } = await getScanLedger(ctx, {});
  const hollow = files.filter((f) => f.sizeBytes === 0);
  expect(hollow.length).toBeGreaterThan(0);
  for (const file of hollow) {
    expect(["error", "not_scanned"]).toContain(file.verdict);
    expect(file.reasons.length).toBeGreaterThan(0);
  }
  const counted = await rows(sql`select 1 from scan where workspace_id = ${ctx.workspaceId} and verdict = 1`);
  expect(counted).toEqual([]);
});
