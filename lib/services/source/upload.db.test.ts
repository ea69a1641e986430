import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemContext } from "../context";
import { ensureWorkspace } from "../workspace/workspace";
import { uploadDocument } from "./upload";

// Made documents: what matters is only which of them are taken for the same source.
const bom = (subject: string | null, version: number, serial = "3e671687-395b-41f5-a30f-a58921a69b79") =>
  new TextEncoder().encode(
    JSON.stringify({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      serialNumber: `urn:uuid:${serial}`,
      version,
      ...(subject ? { metadata: { component: { type: "application", name: subject, version: String(version) } } } : {}),
      components: [],
    }),
  );

const dir = mkdtempSync(path.join(tmpdir(), "upload-"));
const before = process.env.FAULTLINE_DATA_DIR;
let workspaceId = 0;
beforeAll(async () => {
  process.env.FAULTLINE_DATA_DIR = dir;
  workspaceId = (await ensureWorkspace(`upload-${crypto.randomUUID()}`)).id;
});
afterAll(() => {
  if (before === undefined) delete process.env.FAULTLINE_DATA_DIR;
  else process.env.FAULTLINE_DATA_DIR = before;
  rmSync(dir, { recursive: true });
});

const upload = async (name: string, bytes: Uint8Array) =>
  (await uploadDocument(systemContext(workspaceId), { name, bytes })).sourceId;

it("takes a new version of one document for the same source, and the same name about something else for another", async () => {
  const first = await upload("bom.json", bom("triage service", 1));
  expect(await upload("bom.json", bom("triage service", 2))).toBe(first);
  const others = [
    await upload("bom.json", bom("another service", 1)),
    await upload("bom.json", bom(null, 1)),
    await upload("bom.json", bom(null, 1, "aaaaaaaa-395b-41f5-a30f-a58921a69b79")),
    await upload("other.json", bom("triage service", 1)),
    await upload("bom.json", bom("x".repeat(400), 1)),
    await upload("bom.json", bom(`${"x".repeat(400)}y`, 1)),
  ];
  expect(new Set([first, ...others]).size).toBe(1 + others.length);
});

it("refuses what is no document and leaves no source behind", async () => {
  const answer = await uploadDocument(systemContext(workspaceId), {
    name: "a.txt",
    bytes: new TextEncoder().encode("hello"),
  });
  expect(answer).toMatchObject({ sourceId: 0, refused: expect.stringMatching(/not a document/) });
});
