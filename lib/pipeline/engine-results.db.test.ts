import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { benign, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import type { Ctx } from "@/lib/services/context";
import { getEvidence } from "@/lib/services/evidence/get-evidence";
import { getScanLedger } from "@/lib/services/scan/ledger";
import { removeSource } from "@/lib/services/source/source";
import { again, connect, freshWorkspace, rows, settle } from "./testing/rig";
import { startWorker, type Worker } from "./worker";

const home = mkdtempSync(path.join(tmpdir(), "engines-"));
const reports = path.join(home, "reports");
let worker: Worker;
let ctx: Ctx;
let source: number;
beforeAll(async () => {
  worker = await startWorker();
  mkdirSync(path.join(home, "models/net"), { recursive: true });
  mkdirSync(path.join(home, "models/kin"), { recursive: true });
  mkdirSync(reports);
  writeFileSync(path.join(home, "models/net/pytorch_model.bin"), systemCall());
  writeFileSync(path.join(home, "models/kin/good.pkl"), benign());
  ctx = await freshWorkspace("engines");
  await connect(ctx, "folder", { path: path.join(home, "models") });
  put("empty.log", "Scanned files: 0\n");
  source = (await connect(ctx, "document", { path: reports })).sourceId;
});
afterAll(async () => {
  await worker.stop();
  rmSync(home, { recursive: true, force: true });
});

const put = (name: string, text: string | object) =>
  writeFileSync(path.join(reports, name), typeof text === "string" ? text : JSON.stringify(text));
const drop = (name: string) => rmSync(path.join(reports, name));
const fileNamed = async (name: string): Promise<ScanLedger["files"][number] | undefined> =>
  (await getScanLedger(ctx, {})).files.find((file) => file.path.endsWith(name));
const findings = () =>
  rows<{ confidence: number; threat: number; open: boolean; message: string }>(
    sql`select confidence, threat, observation = 1 as open, message from finding where workspace_id = ${ctx.workspaceId} and rule_id = 'MODEL-001'`,
  );
const modelaudit = (file: string, digest: string, bad: boolean) => ({
  bytes_scanned: 1,
  files_scanned: 1,
  has_errors: false,
  success: true,
  issues: bad
    ? [{ message: "REDUCE", severity: "critical", location: file, details: { module: "nothing", function: "alike" } }]
    : [],
  file_metadata: { [file]: { file_hashes: { sha256: digest } } },
});

it("one engine alone is never confirmed", async () => {
  expect((await findings()).map((f) => [f.confidence, f.open])).toEqual([[3, true]]);
  expect((await fileNamed("pytorch_model.bin"))?.engines).toEqual([]);
});

it("a second family on the same digest confirms, wherever its report says the file lay, and its evidence opens", async () => {
  put("audit.json", modelaudit("/elsewhere/x.bin", sha256Hex(systemCall()), true));
  await again(ctx, source);
  const [finding] = await findings();
  expect([finding?.confidence, finding?.threat, finding?.open]).toEqual([4, 5, true]);
  expect(finding?.message).toContain("faultline and modelaudit say so.");
  const file = await fileNamed("pytorch_model.bin");
  expect(file?.engines).toMatchObject([{ engine: "modelaudit", verdict: "malicious", sameBytes: true, agrees: true }]);
  const evidence = await getEvidence(ctx, file?.engines[0]?.evidenceId ?? "");
  expect(JSON.stringify(evidence)).toContain("audit.json");
});

it("a report that goes takes its word back", async () => {
  drop("audit.json");
  await again(ctx, source);
  expect((await findings()).map((f) => [f.confidence, f.open])).toEqual([[3, true]]);
});

it("a report without digests confirms by the import that both found, and no other by its file's name alone", async () => {
  put("scan.log", "/srv/models/net/pytorch_model.bin: dangerous import 'nothing alike' FOUND\n");
  await again(ctx, source);
  expect((await findings())[0]?.confidence).toBe(3);
  expect((await fileNamed("pytorch_model.bin"))?.engines).toMatchObject([
    { sameBytes: false, verdict: "malicious", agrees: true },
  ]);
  put("scan.log", "/srv/models/net/pytorch_model.bin: dangerous import 'posix system' FOUND\n");
  await again(ctx, source);
  expect((await findings())[0]?.confidence).toBe(4);
  const [said] = (await fileNamed("pytorch_model.bin"))?.engines ?? [];
  expect(JSON.stringify(await getEvidence(ctx, said?.evidenceId ?? ""))).toContain(
    "dangerous import 'posix system' FOUND",
  );
  put("scan.log", "/other/pytorch_model.bin: dangerous import 'posix system' FOUND\n");
  await again(ctx, source);
  expect((await findings())[0]?.confidence).toBe(3);
  expect((await fileNamed("pytorch_model.bin"))?.engines).toEqual([]);
});

it("disagreement stands on the file, and is no pass", async () => {
  drop("scan.log");
  put("audit.json", modelaudit("good.pkl", sha256Hex(benign()), true));
  await again(ctx, source);
  const good = await fileNamed("good.pkl");
  expect(good).toMatchObject({ verdict: "clean", engines: [{ verdict: "malicious", agrees: false }] });
  const stats = await rows<{ pass: number; fail: number; inconclusive: number }>(
    sql`select pass, fail, inconclusive from rule_stat where workspace_id = ${ctx.workspaceId} and rule_id = 'MODEL-001'`,
  );
  expect(stats).toEqual([{ pass: 0, fail: 1, inconclusive: 1 }]);
});

it("a removed source says nothing any more", async () => {
  await removeSource(ctx, source);
  await settle(ctx);
  expect((await fileNamed("good.pkl"))?.engines).toEqual([]);
  const left = await rows<{ n: number }>(
    sql`select count(*)::int as n from scan_engine_result where workspace_id = ${ctx.workspaceId}`,
  );
  expect(left[0]?.n).toBe(0);
});
