import { afterEach, describe, expect, it } from "vitest";
import { type Answer, startServer, type TestServer } from "@/lib/bytes/testing/file-server";
import type { NetPolicy } from "./guard";
import { readBody, readJson } from "./http-body";
import { createHttpClient, type HttpClient } from "./http-client";
import { NetError } from "./net-error";

const open: (HttpClient | TestServer)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const serve = async (answer: Answer) => {
  const server = await startServer(answer);
  open.push(server);
  return server;
};
const client = (policy: NetPolicy) => {
  const made = createHttpClient(policy);
  open.push(made);
  return made;
};
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof NetError ? error.reason : String(error)),
  );

describe("the guard", () => {
  it.each([
    "http://127.0.0.1:9/x",
    "https://127.0.0.1:9/x",
    "https://[::1]:9/x",
    "https://0x7f000001:9/x",
    "https://10.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:169.254.169.254]/x",
    "ftp://example.org/x",
    "https://user:secret@example.org/x",
    "http://example.org/x",
  ])("refuses %s without asking", async (url) => {
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return [];
    };
    expect(await reasonOf(client({ resolve }).get(new URL(url)))).toBe("address_refused");
    expect(asked).toEqual([]);
  });

  it("refuses a name that resolves to where it may not go, and a name with one such answer among others", async () => {
    for (const addresses of [["169.254.169.254"], ["127.0.0.1"], ["192.168.0.7"], ["1.1.1.1", "10.0.0.1"]]) {
      const resolve = async () => addresses.map((address) => ({ address, family: 4 }));
      const url = new URL("https://store.example/x");
      expect(await reasonOf(client({ resolve }).get(url)), addresses.join()).toBe("address_refused");
    }
  });

  it("never speaks to metadata addresses, allowed or not, nor plain http beyond this machine", async () => {
    const allowed = client({ allowHosts: ["169.254.169.254", "10.0.0.1"] });
    expect(await reasonOf(allowed.get(new URL("http://169.254.169.254/x")))).toBe("address_refused");
    expect(await reasonOf(allowed.get(new URL("http://10.0.0.1/x")))).toBe("address_refused");
  });

  it("connects to the address it checked: the name is asked once a connection", async () => {
    const server = await serve((_q, r) => r.end("here"));
    let asked = 0;
    // The second answer would lead elsewhere; a client that asked again after its check would go there.
    const resolve = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "169.254.169.254", family: 4 }];
    const name = `store.example:${new URL(server.origin).port}`;
    const answer = await client({ resolve, allowHosts: [name] }).get(new URL(`http://${name}/x`));
    expect((await readBody(answer, 100)).toString()).toBe("here");
    expect(asked).toBe(1);
  });

  it("allows a host on its own port alone when the port is named", async () => {
    const server = await serve((_q, r) => r.end("ok"));
    expect((await client({ allowHosts: ["127.0.0.1"] }).get(new URL(server.origin))).status).toBe(200);
    expect(await reasonOf(client({ allowHosts: ["127.0.0.1:1"] }).get(new URL(server.origin)))).toBe("address_refused");
  });
});

describe("redirects", () => {
  it("are checked anew: none leads to a metadata service", async () => {
    const server = await serve((_q, r) => r.writeHead(302, { location: "http://169.254.169.254/latest" }).end());
    const bad = client({ allowHosts: [server.host] }).get(new URL(server.origin));
    await expect(bad).rejects.toThrow(/169\.254\.169\.254 is 169\.254\.169\.254, a link-local, metadata/);
    const named = await serve((_q, r) => r.writeHead(307, { location: "https://meta.example/x" }).end());
    const resolve = async () => [{ address: "169.254.169.254", family: 4 }];
    expect(await reasonOf(client({ resolve, allowHosts: [named.host] }).get(new URL(named.origin)))).toBe(
      "address_refused",
    );
  });

  it("end after five", async () => {
    const server = await serve((q, r) => {
      const n = Number(q.url?.slice(1));
      if (n >= 6) r.end("end");
      else r.writeHead(302, { location: `/${n + 1}` }).end();
    });
    const get = (from: number) => client({ allowHosts: [server.host] }).get(new URL(`${server.origin}/${from}`));
    expect((await get(1)).status).toBe(200);
    expect(await reasonOf(get(0))).toBe("too_many_redirects");
  });

  it("lose the credential at another origin", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((q, r) => {
      seen.push(q.headers.authorization);
      r.end();
    });
    const server = await serve((q, r) => {
      seen.push(q.headers.authorization);
      r.writeHead(302, { location: q.url === "/a" ? "/b" : `${other.origin}/c` }).end();
    });
    const get = client({ allowHosts: [server.host, other.host] }).get;
    await get(new URL(`${server.origin}/a`), { sign: async (_u, h) => ({ ...h, authorization: "Bearer t" }) });
    expect(seen).toEqual(["Bearer t", "Bearer t", undefined]);
  });
});

describe("troubles", () => {
  it("a busy server is asked again, and its patience is kept short", async () => {
    let n = 0;
    const server = await serve((_q, r) => {
      n += 1;
      if (n < 3) r.writeHead(503, { "retry-after": "0" }).end();
      else r.end("ok");
    });
    const get = client({ allowHosts: [server.host] }).get;
    expect((await get(new URL(server.origin))).status).toBe(200);
    const long = await serve((_q, r) => r.writeHead(429, { "retry-after": "3600" }).end());
    expect((await client({ allowHosts: [long.host] }).get(new URL(long.origin))).status).toBe(429);
    expect(long.seen).toHaveLength(1);
  });

  it("nobody there is a sentence", async () => {
    const server = await serve(() => undefined);
    await server.close();
    open.splice(open.indexOf(server), 1);
    const get = client({ allowHosts: [server.host] }).get(new URL(server.origin));
    await expect(get).rejects.toThrow(`${server.host} cannot be reached (ECONNREFUSED).`);
  });

  it("a drip ends when its time is up, head or body", async () => {
    const timers: NodeJS.Timeout[] = [];
    const body = await serve((_q, r) => {
      r.writeHead(200, { "content-length": 1000 });
      timers.push(setInterval(() => r.write("x"), 20));
    });
    const mute = await serve(() => undefined);
    const get = client({ allowHosts: [body.host, mute.host] }).get;
    const answer = await get(new URL(body.origin), { timeoutMs: 1_500 });
    await expect(readBody(answer, 1000)).rejects.toThrow(/sends too slowly: \d+ bytes came/);
    expect(await reasonOf(get(new URL(mute.origin), { timeoutMs: 200 }))).toBe("timeout");
    for (const timer of timers) clearInterval(timer);
  });

  it("a body too long, cut short or no JSON is told apart", async () => {
    const server = await serve((q, r) => {
      if (q.url === "/cut") {
        r.writeHead(200, { "content-length": 100 });
        r.write("half");
        setTimeout(() => r.destroy(), 20);
      } else r.end("not json");
    });
    const at = (path: string) => client({ allowHosts: [server.host] }).get(new URL(`${server.origin}${path}`));
    expect(await reasonOf(readBody(await at("/cut"), 1000))).toBe("truncated_response");
    expect(await reasonOf(readBody(await at("/long"), 3))).toBe("budget");
    expect(await reasonOf(readJson(await at("/json"), 100))).toBe("unexpected_answer");
  });
});
