import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { type Answer, sendRange, startServer, type TestServer } from "../testing/file-server";
import { listRemote } from "./list-remote";
import { openRemote, type Remote, type RemoteSettings } from "./remote-file";
import { isRemoteTarget } from "./target";

const open: (TestServer | { close: () => Promise<void> })[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serve(answer: Answer, settings: (server: TestServer) => RemoteSettings = () => ({})) {
  const server = await startServer(answer);
  const remote: Remote = openRemote({ policy: { allowHosts: [server.host] }, settings: settings(server) });
  open.push(server, remote.client);
  return { server, remote };
}

const BODY = Buffer.alloc(700_000, 7);
const COMMIT = "a".repeat(40);

describe("targets", () => {
  it("are told from paths", () => {
    expect(["hf://a/b", "S3://b", "https://x/y", "oci://r/i"].every(isRemoteTarget)).toBe(true);
    expect(["./hf", "c:\\models\\x", "/tmp/a://b", "models/x.pkl"].some(isRemoteTarget)).toBe(false);
  });

  it.each([
    ["gs://bucket/x", /gs:\/\/ is not read; https:\/\/, hf:\/\/, s3:\/\/ and oci:\/\/ are\./],
    ["hf://only-one", /a hub target is hf:\/\/org\/name/],
    ["s3://UP", /is denied|a target in a bucket/],
    ["oci://registry.example", /a target in a registry is oci:/],
    ["https://", /is not an address/],
  ])("%s is refused in a sentence", async (target, words) => {
    const { remote } = await serve((_q, r) => r.writeHead(403).end());
    const settings = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };
    await expect(listRemote({ ...remote, settings }, target)).rejects.toThrow(words);
  });
});

describe("hf://", () => {
  const hub: Answer = (q, r) => {
    const json = (value: unknown, headers = {}) => r.writeHead(200, headers).end(JSON.stringify(value));
    const base = "/api/models/acme/net";
    if (q.url === `${base}/revision/v1.0`) json({ id: "acme/net", sha: COMMIT, siblings: [] });
    else if (q.url === `${base}/tree/${COMMIT}?recursive=true&expand=false`)
      json(
        [
          { type: "directory", path: "sub", size: 0, oid: "x" },
          { type: "file", path: "config.json", size: 12, oid: "b".repeat(40) },
        ],
        { link: `<${base}/tree/${COMMIT}?cursor=2>; rel="next"` },
      );
    else if (q.url === `${base}/tree/${COMMIT}?cursor=2`)
      json([
        {
          type: "file",
          path: "sub/model #1.bin",
          size: 134,
          lfs: { oid: sha256Hex(BODY), size: BODY.length, pointerSize: 134 },
        },
        { type: "file", path: "../../evil.bin", size: 3, oid: "c".repeat(40) },
      ]);
    else if (q.url === `/acme/net/resolve/${COMMIT}/sub/model%20%231.bin`)
      r.writeHead(302, { location: "/cdn/xyz?sig=1", "x-repo-commit": COMMIT }).end();
    else if (q.url?.startsWith("/cdn/")) sendRange(q, r, BODY, '"oid"');
    else r.writeHead(q.headers.authorization ? 403 : 404).end("{}");
  };
  const settings = (server: TestServer) => ({ HF_ENDPOINT: server.origin });

  it("lists every page at one commit, with the hub's own digests, and opens by ranges", async () => {
    const { server, remote } = await serve(hub, settings);
    const files = await listRemote(remote, "hf://acme/net@v1.0");
    expect(files.map(({ path, sizeBytes, sha256, version }) => [path, sizeBytes, sha256, version])).toEqual([
      ["config.json", 12, null, COMMIT],
      ["sub/model #1.bin", BODY.length, sha256Hex(BODY), COMMIT],
      ["../../evil.bin", 3, null, COMMIT],
    ]);
    const opened = await files[1]?.open();
    expect(opened?.source.size).toBe(BODY.length);
    expect(await opened?.source.read(600_000, 4)).toEqual(BODY.subarray(0, 4));
    expect(server.seen.at(-1)).toMatch(/^GET \/cdn\/xyz\?sig=1 bytes=/);
    // A path that a URL would straighten into another file's is not asked for.
    await expect(files[2]?.open()).rejects.toThrow(/is no path that can be asked for/);
  });

  it("narrows to a path below", async () => {
    const { remote } = await serve(hub, settings);
    expect((await listRemote(remote, "hf://acme/net@v1.0/sub")).map((file) => file.path)).toEqual(["sub/model #1.bin"]);
  });

  it("says what is missing or closed", async () => {
    const { remote } = await serve(hub, settings);
    await expect(listRemote(remote, "hf://acme/gone")).rejects.toThrow(
      /knows no such repository or revision.*set HF_TOKEN/,
    );
    const closed = await serve(hub, (server) => ({ ...settings(server), HF_TOKEN: "t" }));
    await expect(listRemote(closed.remote, "hf://acme/gone")).rejects.toThrow(/not open to this HF_TOKEN/);
  });

  it("does not take a listing to another host, nor a wrong answer for a listing", async () => {
    const away = await serve((q, r) => {
      if (q.url?.includes("/revision/")) r.end(JSON.stringify({ sha: COMMIT }));
      else r.writeHead(200, { link: '<https://elsewhere.example/x>; rel="next"' }).end("[]");
    }, settings);
    await expect(listRemote(away.remote, "hf://acme/net")).rejects.toThrow(/continues its listing on another host/);
    const odd = await serve((_q, r) => r.end(JSON.stringify({ sha: "main" })), settings);
    await expect(listRemote(odd.remote, "hf://acme/net")).rejects.toThrow(/does not answer as a hub does/);
  });
});

/** The signature as AWS's documentation of Signature Version 4 builds it, from the request as it arrived. */
function signatureOf(q: IncomingMessage, secret: string): string {
  const url = new URL(q.url ?? "", "http://x");
  const auth = String(q.headers.authorization);
  const [, date = "", region = "", service = ""] =
    /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)\/aws4_request/.exec(auth) ?? [];
  const signed = /SignedHeaders=([^,]+)/.exec(auth)?.[1]?.split(";") ?? [];
  const query = [...url.searchParams]
    .map((pair) => pair.map(encodeURIComponent).join("="))
    .sort()
    .join("&");
  const canonical = [
    q.method,
    url.pathname,
    query,
    ...signed.map((name) => `${name}:${q.headers[name]}`),
    "",
    signed.join(";"),
    q.headers["x-amz-content-sha256"],
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", q.headers["x-amz-date"], `${date}/${region}/${service}/aws4_request`, hash].join(
    "\n",
  );
  const hmac = (key: string | Buffer, data: string) => createHmac("sha256", key).update(data).digest();
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(
    (k, part) => hmac(k, part),
    `AWS4${secret}`,
  );
  return hmac(key, text).toString("hex");
}

describe("s3://", () => {
  const entry = (key: string, size: number) =>
    `<Contents><Key>${key}</Key><Size>${size}</Size><ETag>&quot;e&quot;</ETag></Contents>`;
  const list = (body: string, more = "") =>
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}${more}</ListBucketResult>`;
  const bucket: Answer = (q, r) => {
    const url = new URL(q.url ?? "", "http://x");
    if (url.pathname === "/models/" && !url.searchParams.has("continuation-token"))
      r.end(
        list(
          `${entry("run/a&amp;b 1.pkl", 9)}${entry("run/", 0)}${entry("runner.pkl", 3)}`,
          "<IsTruncated>true</IsTruncated><NextContinuationToken>t/2=</NextContinuationToken>",
        ),
      );
    else if (url.pathname === "/models/") r.end(list(entry("run/deep/c.pt", BODY.length)));
    else if (url.pathname === "/models/run/deep/c.pt") sendRange(q, r, BODY);
    else r.writeHead(403).end();
  };
  const settings = (server: TestServer) => ({ AWS_ENDPOINT_URL_S3: server.origin });

  it("lists a prefix over its pages, or one key, without credentials", async () => {
    const { server, remote } = await serve(bucket, settings);
    const files = await listRemote(remote, "s3://models/run");
    expect(files.map((file) => [file.path, file.sizeBytes])).toEqual([
      ["a&b 1.pkl", 9],
      ["deep/c.pt", BODY.length],
    ]);
    expect(server.seen[1]).toContain("continuation-token=t%2F2%3D");
    expect((await listRemote(remote, "s3://models/runner.pkl")).map((file) => file.path)).toEqual(["runner.pkl"]);
    await expect(listRemote(remote, "s3://models/none")).rejects.toThrow(/there is no object of this key/);
  });

  it("signs what it asks with the key it is given, listing and pages alike", async () => {
    const wrong: string[] = [];
    const { remote } = await serve(
      (q, r) => {
        const sent = /Signature=([0-9a-f]{64})$/.exec(String(q.headers.authorization))?.[1];
        if (sent !== signatureOf(q, "secret")) wrong.push(`${q.url}`);
        if (q.headers["x-amz-security-token"] !== "session") wrong.push("no session token");
        bucket(q, r);
      },
      (server) => ({
        ...settings(server),
        AWS_ACCESS_KEY_ID: "id",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "session",
        AWS_REGION: "eu-west-1",
      }),
    );
    const [, deep] = await listRemote(remote, "s3://models/run");
    const opened = await deep?.open();
    expect(await opened?.source.read(600_000, 3)).toEqual(BODY.subarray(0, 3));
    expect(wrong).toEqual([]);
  });

  it("reads a key without the right to list, and says when listing is needed", async () => {
    const { remote } = await serve(
      (q, r) => (q.url?.startsWith("/models/?") ? r.writeHead(403).end() : bucket(q, r)),
      settings,
    );
    const [file] = await listRemote(remote, "s3://models/run/deep/c.pt");
    expect((await file?.open())?.source.size).toBe(BODY.length);
    await expect(listRemote(remote, "s3://models/run/")).rejects.toThrow(
      /listing the bucket is denied without credentials/,
    );
  });

  it("takes no page with an entity bomb for a listing", async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><ListBucketResult><Contents><Key>&a;</Key><Size>1</Size></Contents></ListBucketResult>';
    const { remote } = await serve((_q, r) => r.end(bomb), settings);
    await expect(listRemote(remote, "s3://models/x")).rejects.toThrow(/does not answer as an object store does/);
  });
});

describe("oci://", () => {
  const layer = (data: Buffer, more: object) => ({ digest: `sha256:${sha256Hex(data)}`, size: data.length, ...more });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: layer(Buffer.from("{}"), { mediaType: "application/vnd.cncf.model.config.v1+json" }),
      layers: [
        layer(BODY, {
          mediaType: "application/vnd.cncf.model.weight.v1.raw",
          annotations: { "org.cncf.model.filepath": "model.bin" },
        }),
        layer(Buffer.from("tpl"), { mediaType: "application/vnd.ollama.image.template" }),
        layer(Buffer.from("tar"), { mediaType: "application/vnd.oci.image.layer.v1.tar" }),
      ],
    }),
  );
  const digest = `sha256:${sha256Hex(manifest)}`;
  const registry =
    (token: string | null, broken = false): Answer =>
    (q, r) => {
      const host = String(q.headers.host);
      if (q.url?.startsWith("/token")) {
        if (
          q.headers.authorization !== undefined &&
          q.headers.authorization !== `Basic ${Buffer.from("u:p").toString("base64")}`
        )
          return r.writeHead(401).end();
        return r.end(JSON.stringify({ token }));
      }
      if (token !== null && q.headers.authorization !== `Bearer ${token}`)
        return r
          .writeHead(401, {
            "www-authenticate": `Bearer realm="http://${host}/token",service="s",scope="repository:acme/net:pull"`,
          })
          .end();
      if (q.url === "/v2/acme/net/manifests/v1" || q.url === `/v2/acme/net/manifests/${digest}`)
        return r.end(broken ? Buffer.concat([manifest, Buffer.from(" ")]) : manifest);
      if (q.url === "/v2/acme/net/manifests/index")
        return r.end(
          JSON.stringify({
            manifests: [
              { digest, size: manifest.length, platform: { os: "linux", architecture: "amd64" } },
              { digest: `sha256:${"0".repeat(64)}`, size: 1, platform: { os: "unknown", architecture: "unknown" } },
            ],
          }),
        );
      if (q.url === `/v2/acme/net/blobs/sha256:${sha256Hex(BODY)}`) return r.writeHead(307, { location: "/cdn" }).end();
      return q.url === "/cdn" ? sendRange(q, r, BODY) : r.writeHead(404).end();
    };

  it("reads the layers of a manifest by ranges, with the token the registry asks for", async () => {
    for (const token of [null, "abc"]) {
      const { server, remote } = await serve(registry(token));
      const files = await listRemote(remote, `oci://${server.host}/acme/net:v1`);
      expect(files.map((file) => file.path)).toEqual([
        "model.bin",
        `template@${sha256Hex("tpl").slice(0, 12)}`,
        `sha256:${sha256Hex("tar")}`,
      ]);
      expect(files[0]?.sha256).toBe(sha256Hex(BODY));
      const opened = await files[0]?.open();
      expect(await opened?.source.read(650_000, 5)).toEqual(BODY.subarray(0, 5));
    }
  });

  it("signs in where it is told how", async () => {
    const { server, remote } = await serve(registry("abc"), () => ({
      FAULTLINE_REGISTRY_USER: "u",
      FAULTLINE_REGISTRY_PASSWORD: "p",
    }));
    expect(await listRemote(remote, `oci://${server.host}/acme/net:v1`)).toHaveLength(3);
  });

  it("takes an index apart, without what is no content", async () => {
    const { server, remote } = await serve(registry(null));
    const files = await listRemote(remote, `oci://${server.host}/acme/net:index`);
    expect(files.map((file) => file.path)[0]).toBe("linux-amd64/model.bin");
    expect(files).toHaveLength(3);
  });

  it("is that digest or nothing", async () => {
    const good = await serve(registry(null));
    expect(await listRemote(good.remote, `oci://${good.server.host}/acme/net@${digest}`)).toHaveLength(3);
    const bad = await serve(registry(null, true));
    await expect(listRemote(bad.remote, `oci://${bad.server.host}/acme/net@${digest}`)).rejects.toThrow(
      /another manifest/,
    );
    await expect(listRemote(good.remote, `oci://${good.server.host}/acme/net:none`)).rejects.toThrow(
      /answers 404 for none/,
    );
  });
});
