import { showText } from "@/lib/domain/text";
import type { NetPolicy } from "@/lib/net/guard";
import { createHttpClient, type HttpClient, type HttpRequest } from "@/lib/net/http-client";
import { NetError } from "@/lib/net/net-error";
import { DEFAULT_BUDGET, HttpSource } from "../http-source";
import { PageCache } from "../page-cache";
import type { RangeSource } from "../range-source";

/** Where credentials and endpoints come from: the environment's variables by name. */
export type RemoteSettings = Readonly<Record<string, string | undefined>>;

export type RemoteOptions = {
  policy: NetPolicy;
  settings: RemoteSettings;
  /** Bytes read of one file at most. */
  maxBytes?: number;
  signal?: AbortSignal;
};

/** What reading a remote place needs; made once for a command. */
export type Remote = { client: HttpClient; settings: RemoteSettings; maxBytes: number; signal?: AbortSignal };

export function openRemote(options: RemoteOptions): Remote {
  return {
    client: createHttpClient(options.policy),
    settings: options.settings,
    maxBytes: options.maxBytes ?? DEFAULT_BUDGET.maxBytes,
    ...(options.signal && { signal: options.signal }),
  };
}

/** One file of a remote place, not opened yet. */
export type RemoteFile = {
  /** Place inside the target, forward slashes. */
  path: string;
  /** What the listing says; null where it says nothing. */
  sizeBytes: number | null;
  /** sha256 that the place states for the whole file, 64 hex digits; null where it states none. */
  sha256: string | null;
  /** The version that was listed, for people: a commit, an ETag, a digest. */
  version: string | null;
  open: () => Promise<OpenedRemote>;
};

/** An open file: pages over ranges, and the source that counts what they cost. */
export type OpenedRemote = { source: RangeSource; http: HttpSource };

/** Opens a URL as pages with read-ahead. */
export async function openUrl(remote: Remote, url: URL, sign?: HttpRequest["sign"]): Promise<OpenedRemote> {
  const http = await HttpSource.open(remote.client, url, {
    maxBytes: remote.maxBytes,
    maxRequests: DEFAULT_BUDGET.maxRequests,
    ...(sign && { sign }),
    ...(remote.signal && { signal: remote.signal }),
  });
  return { source: new PageCache(http, undefined, true), http };
}

/** `base` and a path below it. A path that a URL cannot hold as it is (`a/../b`) throws when it is opened, never becomes another. */
export function urlBelow(base: string, path: string): URL {
  const place = path.split("/").map(encodePart).join("/");
  const url = new URL(`${base}/${place}`);
  if (url.href === `${new URL(base).href.replace(/\/$/, "")}/${place}`) return url;
  throw new NetError("unexpected_answer", `${showText(path, 200)} is no path that can be asked for.`);
}

/** All but unreserved characters as percent escapes, as S3 signs them. */
function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
