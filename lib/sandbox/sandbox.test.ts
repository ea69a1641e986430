import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import type { RangeSource } from "@/lib/bytes/range-source";
import { canonicalJson } from "@/lib/domain/json";
import { benign, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { scanFile } from "@/lib/scanners/scan-file";
import { torchMembers } from "@/lib/scanners/torch-zip/fixtures/cases";
import { zip } from "@/lib/scanners/zip-reader/fixtures/zip-writer";
import { bundleChild } from "./bundle";
import { encodeFrame, FrameReader } from "./frames";
import { type PoolOptions, ScanPool } from "./pool";
import { windowsOf } from "./windows";

const folder = mkdtempSync(path.join(tmpdir(), "sandbox-"));
afterAll(() => rmSync(folder, { recursive: true }));
const pools: ScanPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});
function poolOf(options: PoolOptions = {}): ScanPool {
  const pool = new ScanPool({ children: 1, ...options });
  pools.push(pool);
  return pool;
}
/** A pool whose child runs this code instead of ours. */
function misbehaving(code: string, options: PoolOptions = {}): ScanPool {
  const program = path.join(folder, `child-${pools.length}-${code.length}.cjs`);
  writeFileSync(program, code);
  return poolOf({ program, ...options });
}
const source = (bytes: Buffer): RangeSource => new BufferSource(bytes, "made");

describe("a scan in a child", () => {
  it("gives what a scan in this process gives, byte for byte, with the windows around it", async () => {
    const big = Buffer.concat([systemCall(), Buffer.alloc(3 << 20, 0x61), systemCall()]);
    const pool = poolOf();
    for (const bytes of [systemCall(), benign(), big, zip({ members: torchMembers() }), Buffer.alloc(0)]) {
      const here = await scanFile(source(bytes), "m.pkl");
      const { result, windows, trouble } = await pool.scan(source(bytes), "m.pkl", { windows: true });
      expect(trouble).toBeNull();
      expect(canonicalJson(result)).toBe(canonicalJson(here));
      const wanted = await windowsOf(source(bytes), here.evidence);
      expect(windows.map((w) => [w.member, w.start, w.whole, w.body.toString("hex")])).toEqual(
        wanted.map((w) => [w.member, w.start, w.whole, w.body.toString("hex")]),
      );
    }
  });

  it("takes more files than children, each its own", async () => {
    const pool = poolOf({ children: 2 });
    const files = Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? systemCall() : benign()));
    const verdicts = await Promise.all(
      files.map(async (bytes) => (await pool.scan(source(bytes), "x.pkl")).result.verdict),
    );
    expect(verdicts).toEqual(files.map((_, i) => (i % 3 === 0 ? "malicious" : "clean")));
  });

  it("throws what the source throws, and goes on with the next file", async () => {
    const pool = poolOf();
    const bytes = Buffer.concat([benign(), Buffer.alloc(1 << 20)]);
    const failing = source(bytes);
    failing.read = async (offset, length) => {
      if (offset > 0) throw new Error("the disk is gone");
      return bytes.subarray(0, length);
    };
    await expect(pool.scan(failing, "x.pkl")).rejects.toThrow("the disk is gone");
    expect((await pool.scan(source(systemCall()), "x.pkl")).result.verdict).toBe("malicious");
  });
});

describe("a child that gives no answer", () => {
  const asks = (more: string) => `let n = 0; process.stdin.on("data", () => { n += 1; ${more} });`;

  it("is tried once more, then the file is an error with a sentence, and the pool goes on", async () => {
    const pool = misbehaving(asks("process.exit(7)"));
    const { result, trouble } = await pool.scan(source(benign()), "evil\u202e.pkl");
    expect(result).toMatchObject({ verdict: "error", reasons: ["scanner_died"], sizeBytes: benign().length });
    expect(trouble).toBe("evil<U+202E>.pkl: its scanner was tried twice; it ended with 7.");
    expect((await pool.scan(source(benign()), "b.pkl")).result.verdict).toBe("error");
  });

  it("that hangs is ended", async () => {
    const pool = misbehaving(asks("for (;;);"), { hangMs: 300 });
    const { result, trouble } = await pool.scan(source(benign()), "a.pkl");
    expect(result.reasons).toEqual(["scanner_hung"]);
    expect(trouble).toContain("it did not end within 0 s");
  });

  it("that says what no scanner says is ended", async () => {
    const speaks = (json: object) =>
      asks(
        `const j = Buffer.from(${JSON.stringify(JSON.stringify(json))}); const h = Buffer.alloc(8); h.writeUInt32LE(j.length); process.stdout.write(Buffer.concat([h, j]));`,
      );
    for (const word of [
      { say: "read", n: 1, offset: 0, length: 2 ** 40 },
      { say: "done", result: { verdict: "clean" }, windows: [] },
      {},
    ]) {
      const { result, trouble } = await misbehaving(speaks(word)).scan(source(benign()), "a.pkl");
      expect(result.verdict).toBe("error");
      expect(trouble).toContain("it said what no scanner says");
    }
    const noise = await misbehaving(asks(`process.stdout.write("no frame at all, just words")`)).scan(
      source(benign()),
      "a.pkl",
    );
    expect(noise.result.verdict).toBe("error");
  });

  it("that was killed once is replaced, and the file judged", async () => {
    const pool = poolOf();
    await pool.warm();
    let reads = 0;
    const bytes = Buffer.concat([systemCall(), Buffer.alloc(1 << 20)]);
    const slow = source(bytes);
    const killing = pool as unknown as { busy: Set<{ process: { kill: (signal: string) => void } }> };
    slow.read = async (offset, length) => {
      if (offset > 0 && ++reads === 1) for (const child of killing.busy) child.process.kill("SIGKILL");
      return bytes.subarray(offset, offset + length);
    };
    const { result, trouble } = await pool.scan(slow, "x.pkl");
    expect([result.verdict, trouble]).toEqual(["malicious", null]);
    expect(reads).toBeGreaterThan(1);
  });

  it("has a bounded heap", async () => {
    const pool = misbehaving(asks("const a = []; for (;;) a.push(new Array(1e6).fill(n));"), { memoryMb: 32 });
    const { result } = await pool.scan(source(benign()), "a.pkl");
    expect(result.reasons).toEqual(["scanner_died"]);
  });
});

describe("the fence", () => {
  it("lets the program read nothing but itself, write nothing, start nothing, and gives it no environment", async () => {
    const probes = `
      const tried = {};
      const probe = (name, work) => { try { work(); tried[name] = "allowed"; } catch (e) { tried[name] = e.code ?? e.name; } };
      probe("read", () => require("fs").readFileSync("/etc/hosts"));
      probe("write", () => require("fs").writeFileSync(${JSON.stringify(path.join(folder, "out"))}, "x"));
      probe("spawn", () => require("child_process").spawnSync("true"));
      probe("worker", () => new (require("worker_threads").Worker)("0", { eval: true }));
      probe("addon", () => process.dlopen({ exports: {} }, "/tmp/x.node"));
      probe("eval", () => eval("1"));
      tried.env = Object.keys(process.env).length;
      const say = (head) => { const j = Buffer.from(JSON.stringify(head)); const h = Buffer.alloc(8); h.writeUInt32LE(j.length); process.stdout.write(Buffer.concat([h, j])); };
      process.stdin.on("data", () => say({ say: "broken", message: JSON.stringify(tried) }));`;
    const { trouble } = await misbehaving(probes).scan(source(benign()), "a.pkl");
    expect(JSON.parse(/\{.*\}/.exec(trouble ?? "")?.[0] ?? "{}")).toEqual({
      read: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      spawn: "ERR_ACCESS_DENIED",
      worker: "ERR_ACCESS_DENIED",
      addon: "ERR_DLOPEN_DISABLED",
      eval: "EvalError",
      env: 0,
    });
  });

  it("holds no module that opens a socket, a file or a process, however far it is followed", async () => {
    const { modules, builtins, code } = await bundleChild();
    expect(modules).toContain("lib/scanners/scan-file.ts");
    expect(
      modules.filter((file) =>
        /^lib\/(net|services|pipeline|cli|connectors)\/|http-source|file-source|remote\//.test(file),
      ),
    ).toEqual([]);
    // node:process is what every file has as a global anyway; the YAML reader asks for it by name.
    const harmless = ["buffer", "crypto", "events", "process", "stream", "util", "zlib"].map((name) => `node:${name}`);
    expect(builtins.filter((name) => !harmless.includes(name) && !harmless.includes(`node:${name}`))).toEqual([]);
    // What no bundler sees: a name put together at run time.
    expect(code.match(/\bprocess\.binding\b|\bgetBuiltinModule\b|\bcreateRequire\b/g)).toBeNull();
  });
});

describe("frames", () => {
  it("come together from any parts, and refuse lengths that none has", () => {
    const sent = Buffer.concat([...encodeFrame({ a: 1 }, Buffer.from("body")), ...encodeFrame({ b: "é" })]);
    for (const step of [1, 3, 7, sent.length]) {
      const reader = new FrameReader();
      const got: unknown[] = [];
      for (let at = 0; at < sent.length; at += step)
        for (const { head, body } of reader.push(sent.subarray(at, at + step))) got.push([head, body.toString()]);
      expect(got).toEqual([
        [{ a: 1 }, "body"],
        [{ b: "é" }, ""],
      ]);
    }
    expect(() => [...new FrameReader().push(Buffer.alloc(8, 0xff))]).toThrow(/a message of/);
  });
});
