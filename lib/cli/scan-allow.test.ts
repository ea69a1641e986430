import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { bytes, NEWOBJ, proto, STOP, stackGlobal, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { scanCommand } from "./scan";
import { applyAllowList, readAllowList } from "./scan-allow";
import { parseAllowList } from "./scan-allow-list";
import type { ScannedFile } from "./scan-report";

const ODD = bytes(proto(4), stackGlobal("acme.nets", "Net"), ")", NEWOBJ, STOP);
const TODAY = "2026-11-22";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scan-allow-"));
  mkdirSync(join(folder, "models"));
  writeFileSync(join(folder, "models/odd.pkl"), ODD);
  writeFileSync(join(folder, "models/bad.pkl"), systemCall());
});
afterAll(() => rmSync(folder, { recursive: true }));

const list = (...allow: object[]) => parseAllowList("list.yaml", Buffer.from(JSON.stringify({ allow })), TODAY);
const NET = { import: { module: "acme.nets", name: "Net" }, reason: "our own class", expires: "2027-01-31" };

async function scan(file: string, allow?: object[]) {
  let text = "";
  let words = "";
  const name = join(folder, "allow.json");
  if (allow) writeFileSync(name, JSON.stringify({ allow }));
  const code = await scanCommand(
    { targets: [join(folder, "models", file)], format: "json", ...(allow && { allow: name }) },
    { stdout: { write: (part) => (text += part) }, stderr: { write: (part) => (words += part) } },
  );
  const report = text === "" ? null : (JSON.parse(text) as { files: ScannedFile[]; allow?: object });
  return { code, words, file: report?.files[0], allow: report?.allow };
}

describe("an allow list", () => {
  it("lets an import pass by its exact name, and says so on the evidence", async () => {
    expect((await scan("odd.pkl")).code).toBe(3);
    const { code, file, allow } = await scan("odd.pkl", [NET]);
    expect([code, file?.verdict]).toEqual([0, "clean"]);
    expect(file?.evidence[0]?.allowed).toEqual({ reason: "our own class", expires: "2027-01-31" });
    expect(allow).toMatchObject({ entries: 1, expired: 0, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    for (const other of [
      { ...NET, import: { module: "acme", name: "nets.Net" } },
      { ...NET, import: { module: "acme.nets", name: "Ne" } },
    ])
      expect((await scan("odd.pkl", [other])).code).toBe(3);
  });

  it("stops working when its day is over, and says so aloud", async () => {
    const { code, words } = await scan("odd.pkl", [{ ...NET, expires: "2026-01-31" }]);
    expect(code).toBe(3);
    expect(words).toContain("the entry for acme.nets Net ended on 2026-01-31 and allows nothing any more.");
    expect(
      parseAllowList("l", Buffer.from(JSON.stringify({ allow: [{ ...NET, expires: TODAY }] })), TODAY).entries,
    ).toHaveLength(1);
  });

  it("silences what is malicious only by rule and digest, never by a name", async () => {
    const rule = (await scan("bad.pkl")).file?.evidence.find((item) => item.verdict === "malicious")?.rule ?? "";
    const named = { import: { module: "posix", name: "system" }, reason: "no good", expires: "2027-01-01" };
    const alias = { ...named, import: { module: "os", name: "system" } };
    expect((await scan("bad.pkl", [named, alias])).code).toBe(1);
    const exact = { rule, sha256: sha256Hex(systemCall()), reason: "a drill of ours", expires: "2027-01-01" };
    expect((await scan("bad.pkl", [exact])).code).toBe(0);
    expect((await scan("bad.pkl", [{ ...exact, sha256: "0".repeat(64) }])).code).toBe(1);
    expect((await scan("bad.pkl", [{ ...exact, rule: "pickle.other" }])).code).toBe(1);
  });

  it("does not trust a digest that a remote place merely states", async () => {
    const { file } = await scan("bad.pkl");
    if (file === undefined) throw new Error("no file");
    const rule = file.evidence[0]?.rule ?? "";
    const entry = { rule, sha256: file.sha256 ?? "", reason: "a drill of ours", expires: "2027-01-01" };
    expect(applyAllowList(file, list(entry)).verdict).not.toBe("malicious");
    expect(applyAllowList({ ...file, sha256Stated: true }, list(entry)).verdict).toBe("malicious");
  });

  it.each([
    ["words", /one key, allow/],
    ["allow: [", /neither YAML nor JSON/],
    ["allow: [{import: {module: a, name: b}, reason: why}]", /entry 1 needs reason, expires/],
    ["allow: [{import: {module: 'a.*', name: b}, expires: 2027-01-01, reason: ''}]", /entry 1 needs/],
    ["allow: [{rule: r, sha256: short, expires: 2027-01-01, reason: because}]", /entry 1 needs/],
    ["allow: [{rule: r, expires: 2027-01-01, reason: because}]", /entry 1 needs/],
    ["a: &a [1]\nallow: *a", /neither YAML nor JSON|one key/],
  ])("that goes wrong is refused with where: %s", (text, words) => {
    expect(() => parseAllowList("l.yaml", Buffer.from(text), TODAY)).toThrow(words);
  });

  it("in YAML works as in JSON", () => {
    const yaml =
      "allow:\n  - import: { module: acme.nets, name: Net }\n    reason: our own class\n    expires: 2027-01-31\n";
    expect(parseAllowList("l.yaml", Buffer.from(yaml), TODAY).entries).toEqual([NET]);
  });

  it("is taken up from the caller's folder, but not when it lies in what is scanned", async () => {
    const said: string[] = [];
    const read = (targets: string[], named?: string) =>
      readAllowList({ named, folder, targets, today: TODAY }, (sentence) => said.push(sentence));
    expect(await read(["models"])).toBeNull();
    writeFileSync(join(folder, ".faultline-allow.yaml"), JSON.stringify({ allow: [NET] }));
    expect((await read(["models"]))?.entries).toHaveLength(1);
    expect(await read(["."])).toBeNull();
    expect(said[0]).toContain("lies inside what is scanned and is not used");
    expect((await read(["."], join(folder, ".faultline-allow.yaml")))?.entries).toHaveLength(1);
    await expect(read(["."], join(folder, "gone.yaml"))).rejects.toThrow(/cannot be read/);
    rmSync(join(folder, ".faultline-allow.yaml"));
  });
});
