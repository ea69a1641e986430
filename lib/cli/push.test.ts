import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PushView } from "@/lib/domain/views/push-views";
import { type PushOptions, pushCommand } from "./push";
import { BLOCK_BYTES } from "./push-input";

/** A stand-in for the server's side of a push: keeps bytes by key, and breaks where a test says so. Made for these tests. */
class StandIn {
  readonly pushes = new Map<string, { view: PushView; bytes: Buffer }>();
  readonly seen: string[] = [];
  /** Called before each request; true drops the connection, a number answers with that status. */
  trouble: (request: string, n: number) => boolean | number = () => false;
  private server: Server | null = null;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      void body(request).then((bytes) => {
        const name = `${request.method} ${request.url}`;
        this.seen.push(name);
        const wrong = this.trouble(name, this.seen.length);
        if (wrong === true) return request.socket.destroy();
        const answer = typeof wrong === "number" ? { status: wrong } : this.answer(name, bytes);
        const view =
          answer.status < 300
            ? answer.view
            : { code: "conflict", detail: answer.detail ?? "Not now.", where: answer.where ?? null };
        response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(view));
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server?.closeAllConnections();
      this.server?.close(() => resolve());
    });
  }

  private answer(name: string, bytes: Buffer): { status: number; view?: PushView; detail?: string; where?: string } {
    if (name === "POST /api/v1/inventories") {
      const { key, source } = JSON.parse(bytes.toString()) as { key: string; source: string };
      const known = this.pushes.get(key);
      if (known) return { status: 202, view: known.view };
      const view: PushView = {
        id: String(this.pushes.size + 1).padStart(24, "0"),
        key,
        source: { id: 1, name: source },
        state: "open",
        received: 0,
        records: 0,
        errors: [],
        errorCount: 0,
        run: null,
        newest: false,
      };
      this.pushes.set(key, { view, bytes: Buffer.alloc(0) });
      return { status: 201, view };
    }
    const push = [...this.pushes.values()].find((p) => name.includes(p.view.id));
    if (!push) return { status: 404 };
    if (name.startsWith("PATCH")) {
      const at = Number(/offset=(\d+)/.exec(name)?.[1]);
      const part = gunzipSync(bytes);
      if (at > push.view.received) return { status: 409, where: "/offset" };
      const repeated = part.subarray(0, Math.max(0, push.bytes.length - at));
      if (!repeated.equals(push.bytes.subarray(at, at + repeated.length)))
        return { status: 409, where: "/key", detail: "Other bytes were sent before." };
      push.bytes = Buffer.concat([push.bytes, part.subarray(repeated.length)]);
      push.view.received = push.bytes.length;
    }
    if (name.includes("/complete") && push.view.state === "open") {
      push.view.state = "complete";
      push.view.newest = true;
      push.view.run = { id: 7, key: "run-7", state: "applied", error: null, ...NOTHING };
    }
    return { status: 200, view: push.view };
  }

  get only(): { view: PushView; bytes: Buffer } {
    const [first] = this.pushes.values();
    if (!first || this.pushes.size > 1) throw new Error(`${this.pushes.size} pushes`);
    return first;
  }
}

const NOTHING = { assetsNew: 0, assetsChanged: 0, assetsGone: 0, edgesNew: 0, edgesGone: 0 };

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

let standIn: StandIn;
let url = "";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "faultline-push-"));
  process.env.FAULTLINE_TOKEN = "flt_test";
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  delete process.env.FAULTLINE_TOKEN;
});
beforeEach(async () => {
  standIn = new StandIn();
  url = await standIn.start();
});
afterEach(() => standIn.stop());

const LINE = '{"key":"a","kind":"model","subtype":"base","name":"a"}\n';
const file = (name: string, bytes: string | Buffer) => {
  const at = path.join(folder, name);
  writeFileSync(at, bytes);
  return at;
};
async function push(o: Partial<PushOptions> & { file: string }, stdin = "") {
  const out = { stdout: "", stderr: "" };
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: {
      write: (text: string) => {
        out.stdout += text;
      },
    },
    stderr: {
      write: (text: string) => {
        out.stderr += text;
      },
    },
  };
  const code = await pushCommand({ url, wait: true, format: "table", giveUpMs: 3_000, ...o }, io).catch(
    (error: unknown) => {
      out.stderr += error instanceof Error ? error.message : String(error);
      return -1;
    },
  );
  return { code, ...out };
}

describe("faultline push", () => {
  it("sends what stands in a file, gzip or not, and on standard input", async () => {
    const text = LINE.repeat(100);
    for (const name of [file("fleet.ndjson", text), file("fleet.ndjson.gz", gzipSync(text))]) {
      standIn.pushes.clear();
      const { code, stdout } = await push({ file: name });
      expect(code).toBe(0);
      expect(stdout).toContain("run-7 applied");
      expect(standIn.only.bytes.toString()).toBe(text);
      expect(standIn.only.view.source.name).toBe("fleet");
    }
    standIn.pushes.clear();
    expect((await push({ file: "-", source: "piped" }, text)).code).toBe(0);
    expect(standIn.only.bytes.toString()).toBe(text);
  });

  it("goes on where the connection was lost, and tries again what may pass", async () => {
    const text = LINE.repeat(Math.ceil((BLOCK_BYTES * 2.5) / LINE.length));
    const lost = new Set([2, 4, 7]);
    standIn.trouble = (request, n) => (lost.has(n) ? (request.startsWith("PATCH") ? true : 503) : false);
    const { code, stderr } = await push({ file: file("big.ndjson", text), source: "big", giveUpMs: 30_000 });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("was lost. Trying again.");
    expect(standIn.only.bytes.equals(Buffer.from(text))).toBe(true);
  });

  it("goes on after it was ended itself: the content names the push", async () => {
    const name = file("ended.ndjson", LINE.repeat(Math.ceil((BLOCK_BYTES * 1.5) / LINE.length)));
    standIn.trouble = (request) => request.startsWith("PATCH") && !request.endsWith("offset=0");
    expect((await push({ file: name, giveUpMs: 100 })).code).toBe(-1);
    standIn.trouble = () => false;
    standIn.seen.length = 0;
    const { code, stderr } = await push({ file: name });
    expect(code).toBe(0);
    expect(stderr).toContain(`Going on from byte ${BLOCK_BYTES.toLocaleString("en")}`);
    expect(standIn.seen.filter((s) => s.startsWith("PATCH"))).toHaveLength(1);
  });

  it("pushes the same content once, and again where another came in between", async () => {
    const name = file("same.ndjson", LINE);
    expect((await push({ file: name })).code).toBe(0);
    expect((await push({ file: name })).stderr).toContain("This was pushed before: it is run-7.");
    standIn.only.view.newest = false;
    expect((await push({ file: name })).stderr).toBe("");
    expect(standIn.pushes.size).toBe(2);
  });

  it("takes a key of the caller's at its word, and other content under it not", async () => {
    expect((await push({ file: file("one.ndjson", LINE), source: "x", key: "job-1" })).code).toBe(0);
    const other = await push({ file: file("two.ndjson", LINE.replace('"a"', '"b"')), source: "x", key: "job-1" });
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("Other bytes were sent before.") });
  });

  it("says with its code how it ended", async () => {
    const name = file("codes.ndjson", LINE);
    const ends = async (change: (view: PushView) => void) => {
      standIn.pushes.clear();
      await push({ file: name });
      change(standIn.only.view);
      return (await push({ file: name, key: standIn.only.view.key })).code;
    };
    expect(await ends(() => {})).toBe(0);
    const setAside = (view: PushView) => {
      view.errorCount = 1;
    };
    const run = (state: "failed" | "held") => (view: PushView) => {
      if (view.run) view.run.state = state;
    };
    expect(await ends(setAside)).toBe(2);
    expect(await ends(run("failed"))).toBe(1);
    expect(await ends(run("held"))).toBe(3);
  });

  it("refuses what cannot be sent, in a sentence", async () => {
    expect((await push({ file: path.join(folder, "nothing") })).stderr).toContain("is not a file that can be read");
    expect((await push({ file: "-" })).stderr).toContain("Name the source of standard input");
    expect((await push({ file: file("a.ndjson", LINE), url: "nowhere" })).stderr).toContain("no web address");
    const bom = file("bom.json", '{\n  "bomFormat": "CycloneDX"\n}');
    expect((await push({ file: bom, source: "x" })).stderr).toContain("is no NDJSON of records");
    standIn.trouble = () => 403;
    expect((await push({ file: file("a.ndjson", LINE) })).code).toBe(1);
    await standIn.stop();
    expect((await push({ file: file("a.ndjson", LINE), giveUpMs: 50 })).stderr).toContain("Nothing answers at");
  });
});
