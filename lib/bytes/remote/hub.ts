import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { readJson } from "@/lib/net/http-body";
import type { HttpRequest, HttpResponse } from "@/lib/net/http-client";
import { NetError, where } from "@/lib/net/net-error";
import { openUrl, type Remote, type RemoteFile, urlBelow } from "./remote-file";

const MAX_LISTING_BYTES = 32 * 1024 * 1024;
const MAX_FILES = 20_000;
const MAX_PAGES = 100;

const Revision = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const Tree = z.array(
  z.object({
    type: z.string(),
    path: z.string().min(1).max(4_096),
    size: z.number().int().nonnegative().default(0),
    lfs: z
      .object({
        oid: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
        size: z.number().int().nonnegative().optional(),
      })
      .nullish(),
  }),
);

type HubTarget = { kind: "models" | "datasets" | "spaces"; repo: string; revision: string; below: string };

/** `hf://[datasets/|spaces/]org/name[@rev][/path]`; a revision with a slash is written with %2F. Throws a sentence. */
export function parseHubTarget(target: string): HubTarget {
  const match = /^hf:\/\/(?:(models|datasets|spaces)\/)?([\w.-]+\/[\w.-]+)(?:@([^/@\s]+))?(?:\/(.+))?$/i.exec(target);
  if (match?.[2] === undefined)
    throw new FaultlineError(
      "invalid_input",
      `${showText(target)}: a hub target is hf://org/name or hf://org/name@revision.`,
    );
  const kind = (match[1]?.toLowerCase() ?? "models") as HubTarget["kind"];
  return {
    kind,
    repo: match[2],
    revision: decodeURIComponent(match[3] ?? "main"),
    below: match[4]?.replace(/\/+$/, "") ?? "",
  };
}

/**
 * Every file of a repository of the hub, at the commit its revision is now. Large files come with the sha256 that the hub
 * keeps them by. `HF_ENDPOINT` names another hub, `HF_TOKEN` a credential, sent to that hub alone.
 */
export async function listHub(remote: Remote, target: string): Promise<RemoteFile[]> {
  const { kind, repo, revision, below } = parseHubTarget(target);
  const endpoint = (remote.settings.HF_ENDPOINT ?? "https://huggingface.co").replace(/\/+$/, "");
  if (!URL.canParse(endpoint)) throw new FaultlineError("invalid_input", "HF_ENDPOINT is not an address.");
  const sign = signer(remote.settings.HF_TOKEN);
  const api = `${endpoint}/api/${kind}/${repo}`;
  const { sha } = await ask(remote, new URL(`${api}/revision/${encodeURIComponent(revision)}`), sign, Revision, target);
  const files: RemoteFile[] = [];
  let next: URL | null = new URL(`${api}/tree/${sha}?recursive=true&expand=false`);
  for (let page = 0; next !== null; page++) {
    if (page === MAX_PAGES || files.length > MAX_FILES)
      throw new NetError("budget", `${showText(target)} holds more than the ${MAX_FILES} files that are listed.`);
    let link: string | undefined;
    const tree: z.infer<typeof Tree> = await ask(remote, next, sign, Tree, target, (answer) => {
      link = answer.headers.link;
    });
    const prefix = kind === "models" ? "" : `${kind}/`;
    for (const entry of tree) {
      if (entry.type !== "file" || !isBelow(entry.path, below)) continue;
      files.push({
        path: entry.path,
        sizeBytes: entry.lfs?.size ?? entry.size,
        sha256: entry.lfs?.oid ?? null,
        version: sha,
        open: async () => openUrl(remote, urlBelow(`${endpoint}/${prefix}${repo}/resolve/${sha}`, entry.path), sign),
      });
    }
    next = nextPage(link, next);
  }
  return files;
}

const isBelow = (path: string, below: string): boolean =>
  below === "" || path === below || path.startsWith(`${below}/`);

function signer(token: string | undefined): HttpRequest["sign"] {
  return token ? async (_url, headers) => ({ ...headers, authorization: `Bearer ${token}` }) : undefined;
}

/** The next page of a listing; one on another origin is not followed, since the credential would go along. */
function nextPage(link: string | undefined, from: URL): URL | null {
  const href = /<([^>]{1,4096})>;\s*rel="?next"?/i.exec(link ?? "")?.[1];
  if (href === undefined) return null;
  const url = URL.canParse(href, from.href) ? new URL(href, from.href) : null;
  if (url?.origin !== from.origin)
    throw new NetError("unexpected_answer", `${where({ url: from })} continues its listing on another host.`);
  return url;
}

async function ask<T>(
  remote: Remote,
  url: URL,
  sign: HttpRequest["sign"],
  shape: z.ZodType<T>,
  target: string,
  look: (answer: HttpResponse) => void = () => undefined,
): Promise<T> {
  const answer = await remote.client.get(url, {
    ...(sign && { sign }),
    ...(remote.signal && { signal: remote.signal }),
  });
  if (answer.status !== 200) {
    answer.body.destroy();
    const missing = answer.status === 404;
    if (missing || answer.status === 401 || answer.status === 403)
      throw new NetError(
        missing ? "not_found" : "denied",
        `${showText(target)}: ${url.host} knows no such repository or revision, or it is not open to ${sign ? "this HF_TOKEN" : "everyone: set HF_TOKEN"}.`,
      );
    throw new NetError("http_status", `${where(answer)} answers ${answer.status}.`, { status: answer.status });
  }
  look(answer);
  const parsed = shape.safeParse(await readJson(answer, MAX_LISTING_BYTES));
  if (parsed.success) return parsed.data;
  throw new NetError("unexpected_answer", `${where(answer)} does not answer as a hub does.`);
}
