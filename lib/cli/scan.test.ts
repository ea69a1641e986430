import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { ScanEvidence } from "@/lib/domain/scan";
import { benign, bytes, NEWOBJ, proto, STOP, stackGlobal, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { type ScanArguments, scanCommand } from "./scan";

let folder = "";

const put = (name: string, data: Buffer | string) => writeFileSync(join(folder, name), data);

async function scan(args: Partial<ScanArguments> & { targets: string[] }) {
  const out = { text: "", words: "" };
  const code = await scanCommand(
    { format: "json", ...args },
    { stdout: { write: (text) => (out.text += text) }, stderr: { write: (text) => (out.words += text) } },
  );
  return {
    code,
    ...out,
    json: () =>
      JSON.parse(out.text) as { schema: string; files: Record<string, unknown>[]; summary: Record<string, number> },
  };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scan-cli-"));
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  put("bad.pkl", systemCall());
  put("good.pkl", benign());
  put("odd.pkl", bytes(proto(4), stackGlobal("acme", "Net"), ")", NEWOBJ, STOP));
  put("broken.pkl", bytes(proto(4), "R."));
  put("README.md", "# words\n");
  put("empty.pkl", "");
  put("pointer.bin", `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`);
  put("model.engine", "ftrt\u0003\u0000\u0000\u0000");
  put("deep/er/good.pkl", benign());
  put("deep/a\u202eb.pkl", benign());
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

describe("faultline scan", () => {
  it.each([
    ["bad.pkl", 1],
    ["good.pkl", 0],
    ["odd.pkl", 3],
    ["broken.pkl", 2],
    ["README.md", 0],
    ["empty.pkl", 2],
    ["pointer.bin", 2],
    ["model.engine", 2],
  ])("%s ends with %i", async (name, code) => {
    expect((await scan({ targets: [at(name)] })).code).toBe(code);
  });

  it("takes the first code that holds, and --fail-on lowers what is weaker", async () => {
    const all = ["bad.pkl", "odd.pkl", "broken.pkl", "good.pkl"].map(at);
    expect((await scan({ targets: all })).code).toBe(1);
    const weaker = all.slice(1);
    expect((await scan({ targets: weaker })).code).toBe(2);
    expect((await scan({ targets: weaker, failOn: "malicious" })).code).toBe(0);
    expect((await scan({ targets: [at("odd.pkl")], failOn: "error" })).code).toBe(0);
    expect((await scan({ targets: weaker, failOn: "suspicious" })).code).toBe(2);
    expect((await scan({ targets: [at("odd.pkl")], failOn: "suspicious" })).code).toBe(3);
  });

  it("writes the published JSON", async () => {
    const { json, words } = await scan({ targets: [folder] });
    const { schema, files, summary } = json();
    expect(words).toBe("");
    expect(schema).toBe("faultline.scan/1");
    expect(files.map((file) => file.path)).toEqual([
      "README.md",
      "bad.pkl",
      "broken.pkl",
      "deep/a\u202eb.pkl",
      "deep/er/good.pkl",
      "empty.pkl",
      "good.pkl",
      "model.engine",
      "odd.pkl",
      "pointer.bin",
    ]);
    const bad = files.find((file) => file.path === "bad.pkl");
    expect(Object.keys(bad ?? {})).toEqual([
      "target",
      "path",
      "sha256",
      "sizeBytes",
      "formats",
      "verdict",
      "reasons",
      "coverage",
      "bytesRead",
      "evidence",
    ]);
    expect(bad).toMatchObject({
      target: folder,
      sha256: sha256Hex(systemCall()),
      sizeBytes: 33,
      verdict: "malicious",
      formats: ["pickle"],
    });
    for (const file of files) for (const item of file.evidence as unknown[]) ScanEvidence.parse(item);
    expect(summary).toMatchObject({ files: 10, malicious: 1, suspicious: 1, error: 2, notScanned: 3, clean: 3 });
    const again = await scan({ targets: [folder] });
    expect(JSON.stringify(again.json().files)).toBe(JSON.stringify(files));
  });

  it("says why a file was not scanned", async () => {
    const reasons = async (name: string) => (await scan({ targets: [at(name)] })).json().files[0]?.reasons;
    expect(await reasons("README.md")).toEqual(["not_a_model"]);
    expect(await reasons("empty.pkl")).toEqual(["empty"]);
    expect(await reasons("pointer.bin")).toEqual(["lfs_pointer"]);
    expect(await reasons("model.engine")).toEqual(["unsupported_format"]);
    const large = await scan({ targets: [at("bad.pkl")], maxBytes: 10 });
    expect(large.code).toBe(2);
    expect(large.json().files[0]).toMatchObject({ verdict: "not_scanned", reasons: ["too_large"] });
  });

  it("shows hostile names in the table and keeps them exact in JSON", async () => {
    const { text } = await scan({ targets: [at("deep")], format: "table" });
    expect(text).toContain("a<U+202E>b.pkl");
    expect(text).not.toContain("\u202e");
    expect(text).toContain("2 files: 0 malicious, 0 suspicious, 0 with errors, 0 not scanned, 2 clean.");
  });

  it("scans several at once and reports them in order", async () => {
    const one = await scan({ targets: [folder], jobs: 1 });
    const four = await scan({ targets: [folder], jobs: 4 });
    expect(JSON.stringify(four.json().files)).toBe(JSON.stringify(one.json().files));
  });

  it("shows progress on a terminal alone", async () => {
    const shown: string[] = [];
    const stderr = { write: (text: string) => shown.push(text), isTTY: true };
    await scanCommand({ targets: [at("good.pkl")], format: "json" }, { stdout: { write: () => 0 }, stderr });
    expect(shown[0]).toContain("0 of 1  0.0 MB read  good.pkl");
    expect(shown.at(-1)).toBe("\r\u001b[2K");
  });

  it("refuses a missing target, and no target", async () => {
    expect(await scan({ targets: [at("gone.pkl")] })).toMatchObject({
      code: 4,
      words: `${at("gone.pkl")}: there is no such file or folder.\n`,
    });
    expect((await scan({ targets: [] })).code).toBe(4);
  });

  it("does not follow links out of a folder", async () => {
    mkdirSync(at("links"));
    mkdirSync(at("outside"));
    writeFileSync(at("outside/secret.pkl"), systemCall());
    writeFileSync(at("links/own.pkl"), benign());
    symlinkSync(at("outside/secret.pkl"), at("links/away.pkl"));
    symlinkSync(at("outside"), at("links/folder"));
    symlinkSync("own.pkl", at("links/near.pkl"));
    const { json } = await scan({ targets: [at("links")] });
    rmSync(at("outside"), { recursive: true });
    expect(json().files.map((file) => file.path)).toEqual(["near.pkl", "own.pkl"]);
    rmSync(at("links"), { recursive: true });
  });

  it("writes to a file, and says when it cannot", async () => {
    const output = at("report.out");
    const { code, text } = await scan({ targets: [at("good.pkl")], output });
    expect([code, text]).toEqual([0, ""]);
    expect(JSON.parse(readFileSync(output, "utf8")).schema).toBe("faultline.scan/1");
    rmSync(output);
    const bad = await scan({ targets: [at("good.pkl")], output: at("gone/report") });
    expect(bad).toMatchObject({ code: 4 });
    expect(bad.words).toContain("cannot be written");
  });

  it("writes SARIF with byte regions and stable fingerprints", async () => {
    const { text } = await scan({ targets: [at("bad.pkl")], format: "sarif" });
    const [run] = (
      JSON.parse(text) as {
        runs: {
          results: {
            ruleId: string;
            ruleIndex: number;
            partialFingerprints: object;
            locations: { physicalLocation: { region: object } }[];
          }[];
          tool: { driver: { rules: { id: string }[] } };
        }[];
      }
    ).runs;
    const [result] = run?.results ?? [];
    expect(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe(result?.ruleId);
    expect(result?.locations[0]?.physicalLocation.region).toEqual({ byteOffset: 17, byteLength: 0 });
    const again = await scan({ targets: [at("bad.pkl")], format: "sarif" });
    expect(again.text).toBe(text);
  });

  it("writes CycloneDX with a vulnerability that affects its file", async () => {
    const { text } = await scan({ targets: [at("bad.pkl"), at("good.pkl")], format: "cyclonedx" });
    const bom = JSON.parse(text) as {
      components: { "bom-ref": string; name: string }[];
      vulnerabilities: { id: string; affects: { ref: string }[] }[];
    };
    expect(bom.components.map((component) => component.name)).toEqual(["bad.pkl", "good.pkl"]);
    expect(bom.vulnerabilities[0]?.affects[0]?.ref).toBe(bom.components[0]?.["bom-ref"]);
  });
});
