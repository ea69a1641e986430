import { AwsV4Signer } from "aws4fetch";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { readBody } from "@/lib/net/http-body";
import type { HttpRequest } from "@/lib/net/http-client";
import { NetError, where } from "@/lib/net/net-error";
import { openUrl, type Remote, type RemoteFile, type RemoteSettings, urlBelow } from "./remote-file";
import { readListing } from "./s3-listing";

const MAX_LISTING_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 20_000;

type Store = { at: (key: string) => URL; sign: HttpRequest["sign"]; anonymous: boolean };

/** `s3://bucket/key-or-prefix`. Throws a sentence. */
function parseS3Target(target: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,253}[a-z0-9])(?:\/(.*))?$/is.exec(target);
  if (match?.[1] === undefined)
    throw new FaultlineError(
      "invalid_input",
      `${showText(target)}: a target in a bucket is s3://bucket/key or s3://bucket/prefix/.`,
    );
  return { bucket: match[1], key: match[2] ?? "" };
}

/**
 * The object of that very key, or else every object below it. Endpoint, region and credentials come from the variables that
 * AWS's own tools read (`AWS_ENDPOINT_URL_S3`, `AWS_REGION`, `AWS_ACCESS_KEY_ID` …); without a key the requests are anonymous.
 */
export async function listS3(remote: Remote, target: string): Promise<RemoteFile[]> {
  const { bucket, key } = parseS3Target(target);
  const store = storeOf(bucket, remote.settings);
  const listed = await listKeys(remote, store, key);
  // Without the right to list, a key that is named whole can still be read.
  if (listed === "denied") {
    if (key === "" || key.endsWith("/"))
      throw new NetError(
        "denied",
        `${showText(target)}: listing the bucket is denied${store.anonymous ? " without credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" : ""}.`,
      );
    return [fileOf(remote, store, key, key.split("/").at(-1) ?? key, null, null)];
  }
  const exact = listed.find((object) => object.key === key);
  if (exact) return [fileOf(remote, store, key, key.split("/").at(-1) ?? key, exact.sizeBytes, exact.etag)];
  const folder = key === "" || key.endsWith("/") ? key : `${key}/`;
  const below = listed.filter((object) => object.key.startsWith(folder) && !object.key.endsWith("/"));
  if (below.length === 0)
    throw new NetError("not_found", `${showText(target)}: there is no object of this key, and none below it.`);
  return below.map((object) =>
    fileOf(remote, store, object.key, object.key.slice(folder.length), object.sizeBytes, object.etag),
  );
}

function fileOf(
  remote: Remote,
  store: Store,
  key: string,
  path: string,
  sizeBytes: number | null,
  etag: string | null,
): RemoteFile {
  return { path, sizeBytes, sha256: null, version: etag, open: async () => openUrl(remote, store.at(key), store.sign) };
}

function storeOf(bucket: string, env: RemoteSettings): Store {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "us-east-1";
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new FaultlineError("invalid_input", "AWS_ENDPOINT_URL_S3 is not an address.");
  // A name with a dot has no certificate as a host of its own.
  const pathStyle = endpoint !== undefined || bucket.includes(".");
  const base = endpoint?.replace(/\/+$/, "") ?? `https://${pathStyle ? "" : `${bucket}.`}s3.${region}.amazonaws.com`;
  const root = pathStyle ? `${base}/${bucket}` : base;
  const at = (key: string) => urlBelow(root, key);
  const accessKeyId = env.AWS_ACCESS_KEY_ID;
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey) return { at, sign: undefined, anonymous: true };
  const sign: HttpRequest["sign"] = async (url, headers) => {
    const signer = new AwsV4Signer({
      url: url.href,
      headers,
      accessKeyId,
      secretAccessKey,
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
      service: "s3",
      region,
    });
    return Object.fromEntries((await signer.sign()).headers);
  };
  return { at, sign, anonymous: false };
}

type Listed = { key: string; sizeBytes: number; etag: string | null };

async function listKeys(remote: Remote, store: Store, prefix: string): Promise<Listed[] | "denied"> {
  const out: Listed[] = [];
  let token: string | null = null;
  do {
    const url: URL = store.at("");
    url.searchParams.set("list-type", "2");
    if (prefix !== "") url.searchParams.set("prefix", prefix);
    if (token !== null) url.searchParams.set("continuation-token", token);
    const answer = await remote.client.get(url, {
      ...(store.sign && { sign: store.sign }),
      ...(remote.signal && { signal: remote.signal }),
    });
    if (answer.status !== 200) {
      answer.body.destroy();
      if (answer.status === 401 || answer.status === 403) return "denied";
      if (answer.status === 404) throw new NetError("not_found", `${where(answer)}: there is no such bucket.`);
      throw new NetError("http_status", `${where(answer)} answers ${answer.status}.`, { status: answer.status });
    }
    const page = readListing((await readBody(answer, MAX_LISTING_BYTES)).toString("utf8"));
    if (page === null)
      throw new NetError("unexpected_answer", `${where(answer)} does not answer as an object store does.`);
    out.push(...page.objects);
    if (out.length > MAX_FILES)
      throw new NetError("budget", `${where(answer)}: more than ${MAX_FILES} objects lie there; name a longer prefix.`);
    token = page.next;
  } while (token !== null);
  return out;
}
