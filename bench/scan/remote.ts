import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { HttpSource } from "@/lib/bytes/http-source";
import { PageCache } from "@/lib/bytes/page-cache";
import { createHttpClient } from "@/lib/net/http-client";
import { scanFile } from "@/lib/scanners/scan-file";
import type { Figure } from "../figure";
import { writeSparseCheckpoint } from "./made";

const GIGABYTES = 7;

/** Serves one file by ranges on a loopback address. */
async function serve(path: string): Promise<{ server: Server; origin: string; host: string }> {
  const size = statSync(path).size;
  const server = createServer((request, response) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const from = range ? Number(range[1]) : 0;
    const to = Math.min(size - 1, range?.[2] ? Number(range[2]) : size - 1);
    response.writeHead(range ? 206 : 200, {
      etag: '"made"',
      "accept-ranges": "bytes",
      "content-length": to - from + 1,
      ...(range && { "content-range": `bytes ${from}-${to}/${size}` }),
    });
    const body = createReadStream(path, { start: from, end: to });
    body.on("error", () => response.destroy());
    response.on("close", () => body.destroy());
    body.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` };
}

/** What a checkpoint of 7 GiB costs that lies behind a URL: its pickle and directory are read, no tensor is. */
export async function remoteFigure(folder: string): Promise<Figure> {
  const path = join(folder, "checkpoint.pt");
  writeSparseCheckpoint(path, GIGABYTES);
  const { server, origin, host } = await serve(path);
  const client = createHttpClient({ allowHosts: [host, "127.0.0.1"] });
  try {
    const started = performance.now();
    const http = await HttpSource.open(client, new URL(`${origin}/checkpoint.pt`), {
      maxBytes: 64 << 20,
      maxRequests: 2_000,
    });
    const result = await scanFile(new PageCache(http, undefined, true), "checkpoint.pt");
    const seconds = (performance.now() - started) / 1000;
    const ok = result.verdict === "clean" && http.stats.bytes <= 8e6 && http.stats.requests <= 50;
    return {
      name: `checkpoint of ${GIGABYTES} GiB behind a URL on this machine`,
      measured: `${(http.stats.bytes / 1e6).toFixed(2)} MB in ${http.stats.requests} requests, ${seconds.toFixed(2)} s, ${result.verdict}, ${(result.coverage.bytesOpaque / 2 ** 30).toFixed(2)} GiB of tensors accounted for`,
      target: "clean, <= 8 MB in <= 50 requests",
      ok,
    };
  } finally {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  }
}
