import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PAGE_BYTES } from "@/lib/bytes/page-cache";
import { type Answer, sendRange, startServer, type TestServer } from "@/lib/bytes/testing/file-server";
import { sha256Hex } from "@/lib/domain/digest";
import { benign, bytes, proto, STOP, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { torchMembers } from "@/lib/scanners/torch-zip/fixtures/cases";
import { zip } from "@/lib/scanners/zip-reader/fixtures/zip-writer";
import { type ScanArguments, scanCommand } from "./scan";
import type { ScannedFile } from "./scan-report";

const servers: TestServer[] = [];
beforeEach(() => {
  for (const name of ["HF_TOKEN", "HF_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID"])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});

const serve = async (answer: Answer) => {
  const server = await startServer(answer);
  servers.push(server);
  return server;
};

async function scan(args: Partial<ScanArguments> & { targets: string[] }) {
  let text = "";
  let words = "";
  const allowHost = servers.map((server) => server.host);
  const code = await scanCommand(
    { format: "json", jobs: 1, allowHost, ...args },
    { stdout: { write: (part) => (text += part) }, stderr: { write: (part) => (words += part) } },
  );
  const files = text === "" || args.format ? [] : (JSON.parse(text) as { files: ScannedFile[] }).files;
  return { code, text, words, files };
}

/** A torch zip of tens of megabytes whose pickle calls something: what matters is a few kilobytes of it. */
function bigModel(): Buffer {
  const members = torchMembers().map((member) =>
    member.name.endsWith("data.pkl")
      ? { ...member, data: systemCall() }
      : member.name.endsWith("/0")
        ? { ...member, data: Buffer.alloc(24 << 20, 0x3f) }
        : member,
  );
  return zip({ members });
}

describe("scan https://", () => {
  it("judges a model of megabytes by the few pages that matter, and says what it cost", async () => {
    const model = bigModel();
    const server = await serve((q, r) => sendRange(q, r, model));
    const { code, files } = await scan({ targets: [`${server.origin}/a/model%201.pt?token=x`] });
    const [file] = files;
    expect([code, file?.verdict, file?.path]).toEqual([1, "malicious", "model 1.pt"]);
    expect(file?.sizeBytes).toBe(model.length);
    expect(file?.requests).toBe(server.seen.length);
    expect(file?.bytesRead).toBeLessThan(model.length / 10);
    expect(file?.sha256).toBeUndefined();
    const evidence = file?.evidence.find((item) => item.import?.name === "system");
    expect(model.subarray(evidence?.offset ?? 0).length).toBeGreaterThan(0);
  });

  it("gives the same verdict and evidence as the same bytes on disk", async () => {
    const server = await serve((q, r) => sendRange(q, r, systemCall()));
    const { files } = await scan({ targets: [`${server.origin}/m.pkl`] });
    expect(files[0]).toMatchObject({ verdict: "malicious", sha256: sha256Hex(systemCall()), requests: 1 });
  });

  it("refuses what may not be spoken to, in a sentence, and goes on with the rest", async () => {
    const server = await serve((q, r) =>
      q.url === "/good.pkl"
        ? sendRange(q, r, benign())
        : r.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
    );
    const { code, files, words } = await scan({ targets: [`${server.origin}/bad.pkl`, `${server.origin}/good.pkl`] });
    expect(files.map((file) => [file.verdict, file.reasons])).toEqual([
      ["error", ["address_refused"]],
      ["clean", []],
    ]);
    expect(code).toBe(2);
    expect(words).toContain("169.254.169.254 is 169.254.169.254, a link-local, metadata or reserved address.");
    const closed = await scan({ targets: [`${server.origin}/good.pkl`], allowHost: [] });
    expect([closed.code, closed.files[0]?.reasons]).toEqual([2, ["address_refused"]]);
  });

  it("says when the file changed while it was read", async () => {
    const model = bigModel();
    let n = 0;
    const server = await serve((q, r) => sendRange(q, r, model, `"${n++ < 2 ? "v1" : "v2"}"`));
    const { code, files } = await scan({ targets: [`${server.origin}/m.pt`] });
    expect([code, files[0]?.verdict, files[0]?.reasons]).toEqual([2, "error", ["source_changed"]]);
    expect(files[0]?.message).toContain("changed while it was read");
  });

  it("keeps what the beginning shows when the rest costs more than it may", async () => {
    const text = (length: number) => {
      const head = Buffer.alloc(5);
      head[0] = 0x58;
      head.writeUInt32LE(length, 1);
      return Buffer.concat([head, Buffer.alloc(length, 0x61), Buffer.from("0")]);
    };
    const padded = Buffer.concat([
      systemCall(),
      proto(4),
      ...Array.from({ length: 3_000 }, () => text(4_000)),
      Buffer.from("N."),
    ]);
    const server = await serve((q, r) => sendRange(q, r, padded));
    const { code, files, words } = await scan({ targets: [`${server.origin}/m.pkl`], maxBytes: 6 * PAGE_BYTES });
    expect([code, files[0]?.verdict, files[0]?.reasons]).toEqual([1, "malicious", ["budget"]]);
    expect(files[0]?.coverage.bytesUnclaimed).toBeGreaterThan(0);
    expect(words).toContain("Only its first 4194304 bytes were scanned.");
    const clean = Buffer.concat([bytes(proto(4), "N", STOP), padded.subarray(systemCall().length)]);
    const other = await serve((q, r) => sendRange(q, r, clean));
    const unread = await scan({ targets: [`${other.origin}/m.pkl`], maxBytes: 6 * PAGE_BYTES });
    expect([unread.code, unread.files[0]?.verdict, unread.files[0]?.reasons]).toEqual([2, "not_scanned", ["budget"]]);
  });

  it("shows what a remote file cost in the table, and its whole address in SARIF", async () => {
    const server = await serve((q, r) => sendRange(q, r, systemCall()));
    const table = await scan({ targets: [`${server.origin}/m.pkl`], format: "table" });
    expect(table.text).toContain(`[${systemCall().length} bytes in 1 requests]`);
    const sarif = await scan({ targets: [`${server.origin}/m.pkl`], format: "sarif" });
    expect(sarif.text).toContain(`"uri": "${server.origin}/m.pkl"`);
  });
});

describe("scan hf://", () => {
  const commit = "c".repeat(40);
  const hub =
    (files: Record<string, { body: Buffer; oid?: string }>): Answer =>
    (q, r) => {
      if (q.url?.includes("/revision/")) return r.end(JSON.stringify({ sha: commit }));
      if (q.url?.includes("/tree/"))
        return r.end(
          JSON.stringify(
            Object.entries(files).map(([path, { body, oid }]) => ({
              type: "file",
              path,
              size: body.length,
              ...(oid && { lfs: { oid, size: body.length } }),
            })),
          ),
        );
      const path = q.url?.split(`/resolve/${commit}/`)[1] ?? "";
      const file = files[path];
      return file ? sendRange(q, r, file.body) : r.writeHead(404).end();
    };

  it("scans a whole repository at one commit, with digests stated and proven apart", async () => {
    const model = bigModel();
    const server = await serve(
      hub({
        "README.md": { body: Buffer.from("# a card\n") },
        "model.pt": { body: model, oid: sha256Hex(model) },
        "small.pkl": { body: benign(), oid: sha256Hex(benign()) },
        "lie.pkl": { body: benign(), oid: "0".repeat(64) },
      }),
    );
    vi.stubEnv("HF_ENDPOINT", server.origin);
    const { code, files, words } = await scan({ targets: ["hf://acme/net"] });
    expect(files.map((f) => [f.path, f.verdict, f.sha256Stated ?? false, f.reasons])).toEqual([
      ["README.md", "not_scanned", false, ["not_a_model"]],
      ["model.pt", "malicious", true, []],
      ["small.pkl", "clean", false, []],
      ["lie.pkl", "error", false, ["digest_mismatch"]],
    ]);
    expect(files[1]).toMatchObject({ sha256: sha256Hex(model), version: commit, target: "hf://acme/net" });
    expect(code).toBe(1);
    expect(words).toContain("lie.pkl: its place states sha256 0000");
    const sarif = await scan({ targets: ["hf://acme/net"], format: "sarif" });
    expect(sarif.text).toContain('"uri": "hf://acme/net/model.pt"');
  });

  it("that is not there is an error of that target alone", async () => {
    const server = await serve((_q, r) => r.writeHead(404).end());
    vi.stubEnv("HF_ENDPOINT", server.origin);
    const { code, files, words } = await scan({ targets: ["hf://acme/gone"] });
    expect([code, files[0]?.path, files[0]?.reasons]).toEqual([2, "hf://acme/gone", ["not_found"]]);
    expect(words).toContain("knows no such repository or revision");
  });

  it("written wrongly is wrong usage", async () => {
    const { code, words } = await scan({ targets: ["hf://acme"] });
    expect([code, words]).toEqual([4, "hf://acme: a hub target is hf://org/name or hf://org/name@revision.\n"]);
    expect((await scan({ targets: ["gs://bucket/x"] })).code).toBe(4);
  });
});
