import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbedded } from "@/db/embedded";
import { ask } from "@/db/testing/embedded-stage";
import { BAD_DOCUMENTS, writeBadDocuments } from "@/lib/pipeline/testing/bad-documents";
import { type TestEstate, writeEstate } from "@/lib/pipeline/testing/estate";

const LAUNCHER = fileURLToPath(new URL("faultline.mjs", import.meta.url));
const home = mkdtempSync(path.join(tmpdir(), "cli-"));
const dataDir = path.join(home, "data");
let estate: TestEstate;
let server: Awaited<ReturnType<typeof startEmbedded>> | null = null;

beforeAll(() => {
  chmodSync(home, 0o711);
  mkdirSync(dataDir, { mode: 0o711 });
  estate = writeEstate();
});
afterAll(async () => {
  await server?.stop();
  estate.remove();
  rmSync(home, { recursive: true, force: true });
});

type Ended = { code: number | null; out: string; err: string };

/** The program as a user has it: another folder, no database named, a data directory of its own. */
function faultline(args: string[], input = "", more: Record<string, string> = {}): Promise<Ended> {
  const { DATABASE_URL: _, NODE_OPTIONS: __, VITEST: ___, ...env } = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      cwd: home,
      env: { ...env, ...more, FAULTLINE_DATA_DIR: dataDir },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on("close", (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

describe("without a database", () => {
  it("scores what stands on standard input", async () => {
    const finding = { id: "f", severity: "high", threat: "posture", exposure: "X2", data: 2, criticality: 2, blast: 1 };
    const good = await faultline(["score", "-"], JSON.stringify({ findings: [finding] }));
    expect(good).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(good.out).findings[0]).toMatchObject({ id: "f", score: expect.any(Number) });
    const bad = await faultline(["score", "-"], JSON.stringify({ findings: [{ ...finding, severity: "awful" }] }));
    expect(bad.code).toBe(4);
    expect(bad.err).toContain("/findings/0/severity");
    expect(bad.err).not.toMatch(/\n\s+at /);
  });

  it("scans with its verdict in the exit code, the same bytes the same answer", async () => {
    const bad = await faultline(["scan", `${estate.root}/models`, "--format", "json"]);
    expect(bad.code).toBe(1);
    const report = JSON.parse(bad.out) as Record<string, unknown>;
    expect(JSON.stringify(report)).toContain(estate.digests.bad);
    expect(JSON.stringify(report)).toContain("malicious");
    const clean = await faultline(["scan", `${estate.root}/models/${estate.names.clean}/model.safetensors`]);
    expect(clean.code).toBe(0);
    const missing = await faultline(["scan", `${home}/nowhere`]);
    expect([2, 4]).toContain(missing.code);
    expect(missing.err + missing.out).toContain("nowhere");
  });

  it("says of every bad document what is wrong, and reads the others", async () => {
    const folder = path.join(home, "bad");
    mkdirSync(folder);
    const files = writeBadDocuments(folder);
    const { code, out, err } = await faultline(["import", "--dry-run", "--format", "json", ...files]);
    expect([code, err]).toEqual([2, ""]);
    const { documents } = JSON.parse(out) as {
      documents: {
        path: string;
        refused: string | null;
        assets: number;
        quarantined: { pointer: string; reason: string }[];
      }[];
    };
    expect(documents.map((d) => path.basename(d.path))).toEqual(BAD_DOCUMENTS.map((d) => d.file));
    for (const [i, doc] of documents.entries()) {
      const { file, refused, aside = [], models = [] } = BAD_DOCUMENTS[i] ?? { file: "" };
      expect([file, doc.refused]).toEqual([file, refused ? expect.stringMatching(refused) : null]);
      expect(doc.assets).toBeGreaterThanOrEqual(models.length);
      for (const [pointer, reason] of aside)
        expect(doc.quarantined).toContainEqual({
          pointer: expect.stringContaining(pointer),
          reason: expect.stringMatching(reason),
        });
    }
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it("answers wrong usage with 4 and the nearest word", async () => {
    for (const args of [
      ["scam"],
      ["scan"],
      ["scan", ".", "--format", "xml"],
      ["scan", ".", "--max-bytes", "-1"],
      ["import"],
      ["import", "nowhere.json"],
      ["replay"],
      ["user", "create", "a@b.example"],
      ["user", "create", "a@b.example", "A", "--role", "king"],
      ["serve", "--role", "cook"],
      ["--nonsense"],
    ]) {
      const { code, err } = await faultline(args);
      expect([args, code]).toEqual([args, 4]);
      expect(err).toMatch(/\S/);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect((await faultline(["scam"])).err).toContain("scan");
  }, 120_000);

  it("explains every command with an example", async () => {
    const { code, out } = await faultline(["--help"]);
    expect(code).toBe(0);
    for (const name of ["serve", "demo", "migrate", "doctor", "scan", "import", "collect", "score", "replay", "user"]) {
      expect(out).toContain(name);
      const help = await faultline([name, "--help"]);
      expect([name, help.code]).toEqual([name, 0]);
      expect(help.out).toMatch(/Example:\n {2}\S/);
    }
    expect((await faultline(["--version"])).out.trim()).toBe(
      (JSON.parse(readFileSync(path.join(LAUNCHER, "../../../package.json"), "utf8")) as { version: string }).version,
    );
  }, 120_000);
});

describe("with the embedded database", () => {
  it("migrates on the first start and leaves no server behind", async () => {
    const first = await faultline(["migrate"]);
    expect(first.err).toContain("The database is up to date.");
    expect([first.code, first.out]).toEqual([0, ""]);
    server = await startEmbedded({ dataDir });
    expect(server.adopted).toBe(false);
    expect((await faultline(["migrate"])).code).toBe(0);
  });

  it("is well by the doctor's word", async () => {
    const { code, out } = await faultline(["doctor"]);
    expect(out).toMatch(/ok {3} Database: embedded, already running/);
    expect(out).toMatch(/ok {3} Tables: of this version/);
    expect(out.includes("WRONG")).toBe(code !== 0);
    for (const line of out.split("\n").filter((l) => l.startsWith("WRONG")))
      expect(out).toContain(`${line}\n      fix:`);
    for (const kind of ["inventory", "history", "raw pages", "staging"])
      expect(out).toMatch(new RegExp(`^ {6}${kind} +[\\d,]+ rows +[\\d.]+ MB`, "m"));
    // The two default partitions at least.
    expect(out).toMatch(/^ {6}history .* [2-9]\d* partitions$/m);
  });

  it("cleans what nothing names when asked to, and says what went", async () => {
    await faultline(["user", "list"]);
    const { out } = await faultline(["doctor", "--clean"]);
    expect(out).toMatch(
      /^ok {3} Cleaned .*: 0 raw pages and 0 bodies let go, 0 partitions dropped, all history kept$/m,
    );
    const wrong = await faultline(["doctor", "--clean"], "", { FAULTLINE_HISTORY_DAYS: "soon" });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/^WRONG Cleaned .*FAULTLINE_HISTORY_DAYS is “soon”/m);
  });

  it("knows people and lets them in by links that work once", async () => {
    expect(await faultline(["user", "list"])).toMatchObject({ code: 0, out: "" });
    const made = await faultline(["user", "create", "Ada@Example.org", "Ada L.", "--role", "admin"]);
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^https?:\/\/\S+\/sign-in\/link\?token=[\w-]{20,}\n$/);
    expect((await faultline(["user", "list"])).out).toBe("ada@example.org\tadmin\tAda L.\n");
    const again = await faultline(["user", "create", "ada@example.org", "Twin"]);
    expect(again.code).not.toBe(0);
    expect(again.err).toContain("has an account already");
    const link = await faultline(["user", "link", "ada@example.org"]);
    expect(link.out).not.toBe(made.out);
    const nobody = await faultline(["user", "link", "nobody@example.org"]);
    expect([nobody.code === 0, nobody.err]).toEqual([false, expect.stringContaining("nobody@example.org")]);
    const last = await faultline(["user", "role", "ada@example.org", "viewer"]);
    expect([last.code === 0, last.err]).toEqual([false, expect.stringContaining("last admin")]);
  }, 120_000);

  it("imports a document through the pipeline, the same name as the same source", async () => {
    const first = await faultline(["import", estate.bill, "--format", "json"]);
    expect([first.code, first.err]).toEqual([0, ""]);
    const { documents } = JSON.parse(first.out) as { documents: { findings: number; assets: number }[] };
    expect(documents[0]?.findings).toBeGreaterThan(2);
    writeFileSync(path.join(home, "half.json"), "{");
    const mixed = await faultline(["import", path.join(home, "half.json"), estate.bill]);
    expect(mixed.code).toBe(2);
    expect(mixed.out).toMatch(/half\.json\n {2}refused: \S/);
    expect(mixed.out).toMatch(/assets, \d+ relations, \d+ places of evidence, 0 findings opened/);
    const url = server?.url ?? "";
    expect(await ask(url, "select count(*)::int as n from source")).toEqual([{ n: 1 }]);
    expect(await ask(url, "select count(*)::int as n from run where state = 4")).toEqual([{ n: 2 }]);
  }, 120_000);

  it("replays a stored score, and says so when it is not the same", async () => {
    const url = server?.url ?? "";
    const [risk] = await ask(url, "select id::text, score_tenths from risk where open order by id limit 1");
    const score = (Number(risk?.score_tenths) / 10).toFixed(1);
    const same = await faultline(["replay", String(risk?.id)]);
    expect([same.code, same.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^stored   ${score} .*\nreplayed ${score} `)),
    ]);
    await ask(url, `update risk set score_tenths = score_tenths + 1 where id = ${String(risk?.id)}`);
    expect((await faultline(["replay", String(risk?.id)])).code).toBe(1);
    const none = await faultline(["replay", "4711"]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("There is no such risk.")]);
  }, 120_000);

  it("collects a source by name, and names what there is for a wrong one", async () => {
    const good = await faultline(["collect", path.basename(estate.bill)]);
    expect([good.code, good.out]).toEqual([0, expect.stringMatching(/^run-\d+ applied: 0 new, 0 changed, 0 gone/)]);
    const wrong = await faultline(["collect", "nothing"]);
    expect([wrong.code, wrong.err]).toEqual([4, expect.stringContaining(path.basename(estate.bill))]);
  }, 120_000);
});
