import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpClient, type HttpClient } from "@/lib/net/http-client";
import { NetError } from "@/lib/net/net-error";
import { HttpSource, type HttpSourceOptions } from "./http-source";
import { PAGE_BYTES, PageCache } from "./page-cache";
import { ShortReadError } from "./range-source";
import { type Answer, sendRange, startServer, type TestServer } from "./testing/file-server";

const open: (HttpClient | TestServer)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const BODY = Buffer.from(Uint8Array.from({ length: PAGE_BYTES * 6 + 100 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const LIMITS = { maxBytes: 8 << 20, maxRequests: 50 };

async function at(answer: Answer, options: Partial<HttpSourceOptions> = {}, path = "/model.bin") {
  const server = await startServer(answer);
  const client = createHttpClient({ allowHosts: [server.host] });
  open.push(server, client);
  return {
    server,
    source: () => HttpSource.open(client, new URL(`${server.origin}${path}`), { ...LIMITS, ...options }),
  };
}
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof NetError ? error.reason : String(error)),
  );

describe("a file behind a URL", () => {
  it("is read by ranges, counted, and pages read straight on are fetched ahead", async () => {
    const { server, source } = await at((q, r) => sendRange(q, r, BODY));
    const http = await source();
    expect([http.size, http.stats]).toEqual([BODY.length, { requests: 1, bytes: PAGE_BYTES }]);
    expect(await http.read(10, 20)).toEqual(BODY.subarray(10, 30));
    expect(http.stats.requests).toBe(1);
    const pages = new PageCache(http, undefined, true);
    for (let page = 0; page < 6; page++)
      expect(await pages.read(page * PAGE_BYTES, 50)).toEqual(BODY.subarray(page * PAGE_BYTES, page * PAGE_BYTES + 50));
    expect(await pages.read(BODY.length - 100, 100)).toEqual(BODY.subarray(BODY.length - 100));
    expect(server.seen.map((line) => line.split("bytes=")[1])).toEqual([
      `0-${PAGE_BYTES - 1}`,
      `${PAGE_BYTES}-${3 * PAGE_BYTES - 1}`,
      `${3 * PAGE_BYTES}-${BODY.length - 1}`,
    ]);
    expect(pages.stats).toEqual({ requests: 3, bytes: BODY.length });
    await expect(http.read(BODY.length, 1)).rejects.toThrow(ShortReadError);
    expect(http.id).toBe(`${server.host}/model.bin@"v1"`);
  });

  it("keeps a query with a signature out of every message", async () => {
    const { source } = await at((_q, r) => r.writeHead(403).end(), {}, "/m?X-Amz-Signature=topsecret");
    await expect(source()).rejects.toThrow(/\/m answers 403\.$/);
    expect(await reasonOf(source())).toBe("denied");
  });

  it("that is empty, small or exactly a page works", async () => {
    for (const size of [0, 1, PAGE_BYTES, PAGE_BYTES + 1]) {
      const { source } = await at((q, r) => sendRange(q, r, BODY.subarray(0, size)));
      const http = await source();
      expect([http.size, http.whole]).toEqual([size, size <= PAGE_BYTES]);
      if (size > 0) expect(await http.read(0, size)).toEqual(BODY.subarray(0, size));
    }
  });

  it("on a server without ranges is read once and whole, within the budget", async () => {
    const { server, source } = await at((_q, r) => r.end(BODY));
    const http = await source();
    expect(await http.read(PAGE_BYTES * 3, 100)).toEqual(BODY.subarray(PAGE_BYTES * 3, PAGE_BYTES * 3 + 100));
    expect([http.whole, server.seen.length, http.stats.bytes]).toEqual([true, 1, BODY.length]);
    const announced = await at((_q, r) => r.writeHead(200, { "content-length": BODY.length }).end(BODY), {
      maxBytes: 1000,
    });
    await expect(announced.source()).rejects.toThrow(
      /gives no ranges, and its \d+ bytes are more than the 1000 allowed/,
    );
    const chunked = await at((_q, r) => r.write(BODY) && r.end(), { maxBytes: 300_000 });
    expect(await reasonOf(chunked.source())).toBe("budget");
  });
});

describe("a file that changes underneath", () => {
  it("is noticed by its ETag, with and without If-Range", async () => {
    for (const respectsIfRange of [true, false]) {
      let etag = '"v1"';
      const { source } = await at((q, r) => {
        if (!respectsIfRange) delete q.headers["if-range"];
        sendRange(q, r, BODY, etag);
      });
      const http = await source();
      etag = '"v2"';
      expect(await reasonOf(http.read(PAGE_BYTES * 2, 10))).toBe("source_changed");
    }
  });

  it("is noticed by a weak ETag, by its date, by its size, by a lost range", async () => {
    let weak = 'W/"1"';
    const first = await at((q, r) => sendRange(q, r, BODY, weak));
    const http = await first.source();
    weak = 'W/"2"';
    expect(await reasonOf(http.read(PAGE_BYTES * 2, 10))).toBe("source_changed");
    let size = BODY.length;
    const second = await at((q, r) => sendRange(q, r, BODY.subarray(0, size)));
    const shrunk = await second.source();
    size = PAGE_BYTES * 3;
    expect(await reasonOf(shrunk.read(PAGE_BYTES, 10))).toBe("source_changed");
    size = 10;
    expect(await reasonOf(shrunk.read(PAGE_BYTES, 10))).toBe("source_changed");
    let ranges = true;
    const third = await at((q, r) => (ranges ? sendRange(q, r, BODY) : r.end(BODY)));
    const lost = await third.source();
    ranges = false;
    expect(await reasonOf(lost.read(PAGE_BYTES, 10))).toBe("source_changed");
  });
});

describe("servers that do not keep to it", () => {
  it("send another range than the one asked for", async () => {
    const lie = (range: string, length = 10) =>
      at((q, r) => {
        if (q.headers.range?.startsWith("bytes=0-")) sendRange(q, r, BODY);
        else r.writeHead(206, { etag: '"v1"', "content-range": range }).end(BODY.subarray(0, length));
      });
    for (const range of [
      `bytes 0-9/${BODY.length}`,
      `bytes 300000-300008/${BODY.length}`,
      "bytes */9",
      "items 1-2/3",
      "",
    ]) {
      const { source } = await lie(range);
      expect(await reasonOf((await source()).read(300_000, 10)), range).toMatch(/wrong_range|source_changed/);
    }
    const short = await lie(`bytes 300000-300009/${BODY.length}`, 7);
    expect(await reasonOf((await short.source()).read(300_000, 10))).toBe("truncated_response");
    const long = await lie(`bytes 300000-300009/${BODY.length}`, 70);
    expect(await reasonOf((await long.source()).read(300_000, 10))).toBe("budget");
    const first = await at((_q, r) => r.writeHead(206, { "content-range": "bytes 5-9/10" }).end("56789"));
    expect(await reasonOf(first.source())).toBe("wrong_range");
  });

  it("break off are asked again, and given up after three times", async () => {
    let broken = 1;
    const { server, source } = await at((q, r) => {
      if (q.headers.range?.startsWith("bytes=0-") || broken-- <= 0) return sendRange(q, r, BODY);
      r.writeHead(206, { etag: '"v1"', "content-length": 10, "content-range": `bytes 300000-300009/${BODY.length}` });
      r.write("abc");
      return setTimeout(() => r.destroy(), 10);
    });
    const http = await source();
    expect(await http.read(300_000, 10)).toEqual(BODY.subarray(300_000, 300_010));
    broken = 100;
    expect(await reasonOf(http.read(300_000, 10))).toBe("truncated_response");
    expect(server.seen).toHaveLength(1 + 2 + 3);
  });

  it("compress what they were asked to send as it is", async () => {
    const { source } = await at((_q, r) => r.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(BODY)));
    await expect(source()).rejects.toThrow(/sends its bytes re-encoded though it was asked not to/);
  });

  it("drip", async () => {
    const timers: NodeJS.Timeout[] = [];
    const drip: Answer = (_q, r) => {
      r.writeHead(200, { "content-length": 1_000_000 });
      timers.push(setInterval(() => r.write("x"), 10));
    };
    const { source } = await at(drip, { graceMs: 200, minBytesPerSecond: 1 << 20 });
    expect(await reasonOf(source())).toBe("timeout");
    for (const timer of timers) clearInterval(timer);
  });

  it("redirect to a signed address that ends are asked for a new one", async () => {
    let ticket = 1;
    const { server, source } = await at((q, r) => {
      if (q.url === "/model.bin") return r.writeHead(302, { location: `/cdn?ticket=${ticket}` }).end();
      return q.url === `/cdn?ticket=${ticket}` ? sendRange(q, r, BODY) : r.writeHead(403).end();
    });
    const http = await source();
    await http.read(300_000, 10);
    ticket = 2;
    expect(await http.read(400_000, 10)).toEqual(BODY.subarray(400_000, 400_010));
    expect(server.seen.map((line) => line.split(" ")[1])).toEqual([
      "/model.bin",
      "/cdn?ticket=1",
      "/cdn?ticket=1",
      "/cdn?ticket=1",
      "/model.bin",
      "/cdn?ticket=2",
    ]);
  });
});

describe("what a file may cost", () => {
  it("is bounded in bytes and requests", async () => {
    const dear = await at((q, r) => sendRange(q, r, BODY), { maxBytes: PAGE_BYTES + 1_000 });
    const http = await dear.source();
    await http.read(PAGE_BYTES, 600);
    expect(await reasonOf(http.read(PAGE_BYTES, 600))).toBe("budget");
    const many = await at((q, r) => sendRange(q, r, BODY), { maxRequests: 3 });
    const other = await many.source();
    await other.read(300_000, 1);
    await other.read(400_000, 1);
    expect(await reasonOf(other.read(500_000, 1))).toBe("budget");
    expect(many.server.seen).toHaveLength(3);
  });
});
