import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a made server does with one request; `true` means it has answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

export type TestServer = { origin: string; host: string; seen: string[]; close: () => Promise<void> };

/** A server of our own on a free port of this machine; `seen` lists method, path and range of every request. */
export async function startServer(answer: Answer): Promise<TestServer> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.range ?? ""}`.trim());
    response.on("error", () => undefined);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers a range request for a body as a good server does. */
export function sendRange(request: IncomingMessage, response: ServerResponse, body: Buffer, etag = '"v1"'): void {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const ifRange = request.headers["if-range"];
  if (match === null || (ifRange !== undefined && ifRange !== etag)) {
    response.writeHead(200, { etag, "content-length": body.length }).end(body);
    return;
  }
  const from = Number(match[1]);
  const to = Math.min(Number(match[2]), body.length - 1);
  if (from >= body.length) {
    response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    return;
  }
  const part = body.subarray(from, to + 1);
  response
    .writeHead(206, { etag, "content-length": part.length, "content-range": `bytes ${from}-${to}/${body.length}` })
    .end(part);
}
