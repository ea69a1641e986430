import { z } from "zod";
import { sha256Hex } from "@/lib/domain/digest";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { readBody } from "@/lib/net/http-body";
import { NetError, where } from "@/lib/net/net-error";
import { type RegistrySession, registrySession } from "./oci-session";
import { openUrl, type Remote, type RemoteFile } from "./remote-file";

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_MANIFESTS = 32;
const MAX_LAYERS = 2_000;
const ACCEPT = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Descriptor = z.object({
  mediaType: z.string().default(""),
  digest: Digest,
  size: z.number().int().nonnegative(),
  annotations: z.record(z.string(), z.string()).nullish(),
  platform: z.object({ os: z.string().optional(), architecture: z.string().optional() }).nullish(),
});
const Manifest = z.object({
  config: Descriptor.optional(),
  layers: z.array(Descriptor).max(MAX_LAYERS).optional(),
  manifests: z.array(Descriptor).optional(),
});
type Descriptor = z.infer<typeof Descriptor>;

type OciTarget = { registry: string; repository: string; reference: string };

/** `oci://registry/repo[:tag|@digest]`; docker.io by its own names. Throws a sentence. */
function parseOciTarget(target: string): OciTarget {
  const match =
    /^oci:\/\/([\w.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)\/([a-z0-9][a-z0-9._/-]*?)(?::([\w][\w.-]{0,127})|@(sha256:[0-9a-f]{64}))?$/i.exec(
      target,
    );
  if (match?.[1] === undefined || match[2] === undefined)
    throw new FaultlineError(
      "invalid_input",
      `${showText(target)}: a target in a registry is oci://registry/repository:tag or oci://registry/repository@sha256:….`,
    );
  const docker = /^(index\.)?docker\.io$/i.test(match[1]);
  return {
    registry: docker ? "registry-1.docker.io" : match[1],
    repository: docker && !match[2].includes("/") ? `library/${match[2]}` : match[2],
    reference: match[4] ?? match[3] ?? "latest",
  };
}

/** The layers of an image or model bundle, each a file named by its title or digest; every manifest of an index is read. */
export async function listOci(remote: Remote, target: string): Promise<RemoteFile[]> {
  const { registry, repository, reference } = parseOciTarget(target);
  const base = `${schemeOf(registry)}://${registry}/v2/${repository}`;
  const session = registrySession(remote, registry, repository);
  const top = await manifestAt(session, base, reference, target);
  if (top.manifests === undefined) return layersOf(remote, session, base, top, "");
  const files: RemoteFile[] = [];
  // Signatures and build records hang on an index under platform "unknown"; they are no content.
  const real = top.manifests.filter((m) => m.platform?.os !== "unknown");
  if (real.length > MAX_MANIFESTS)
    throw new NetError(
      "budget",
      `${showText(target)} is an index of ${real.length} manifests; name one of them by its digest.`,
    );
  for (const entry of real) {
    const manifest = await manifestAt(session, base, entry.digest, target);
    const platform = [entry.platform?.os, entry.platform?.architecture].filter((part) => part !== undefined).join("-");
    files.push(...layersOf(remote, session, base, manifest, `${platform || entry.digest.slice(7, 19)}/`));
  }
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

/** A registry on this machine speaks plain http, as Docker's own tools do; the guard lets it only where it is allowed. */
function schemeOf(registry: string): "http" | "https" {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(registry) ? "http" : "https";
}

async function manifestAt(
  session: RegistrySession,
  base: string,
  reference: string,
  target: string,
): Promise<z.infer<typeof Manifest>> {
  const answer = await session.get(new URL(`${base}/manifests/${reference}`), { accept: ACCEPT });
  if (answer.status !== 200) {
    answer.body.destroy();
    const reason =
      answer.status === 404 ? "not_found" : answer.status === 401 || answer.status === 403 ? "denied" : "http_status";
    throw new NetError(
      reason,
      `${showText(target)}: the registry answers ${answer.status} for ${showText(reference, 80)}.`,
      {
        status: answer.status,
      },
    );
  }
  const bytes = await readBody(answer, MAX_MANIFEST_BYTES);
  // A manifest asked for by digest is that digest or nothing.
  if (reference.startsWith("sha256:") && `sha256:${sha256Hex(bytes)}` !== reference)
    throw new NetError("digest_mismatch", `${where(answer)} sends another manifest than the one of this digest.`);
  let parsed: z.ZodSafeParseResult<z.infer<typeof Manifest>> | null = null;
  try {
    parsed = Manifest.safeParse(JSON.parse(bytes.toString("utf8")));
  } catch {}
  if (parsed?.success && (parsed.data.layers !== undefined || parsed.data.manifests !== undefined)) return parsed.data;
  throw new NetError("unexpected_answer", `${where(answer)} is no manifest that is known.`);
}

function layersOf(
  remote: Remote,
  session: RegistrySession,
  base: string,
  manifest: z.infer<typeof Manifest>,
  folder: string,
): RemoteFile[] {
  const used = new Map<string, number>();
  return (manifest.layers ?? []).map((layer) => {
    const name = titleOf(layer);
    const seen = used.get(name) ?? 0;
    used.set(name, seen + 1);
    return {
      path: `${folder}${name}${seen === 0 ? "" : `~${seen + 1}`}`,
      sizeBytes: layer.size,
      sha256: layer.digest.slice(7),
      version: layer.digest,
      open: () => openUrl(remote, new URL(`${base}/blobs/${layer.digest}`), session.sign),
    };
  });
}

/** A layer's own name where its annotations give one: ModelPack, ORAS, Ollama's kinds; else its digest. */
function titleOf(layer: Descriptor): string {
  const notes = layer.annotations ?? {};
  const title = notes["org.cncf.model.filepath"] ?? notes["org.opencontainers.image.title"];
  if (title !== undefined && title !== "") return title.slice(0, 1_024);
  const ollama = /^application\/vnd\.ollama\.image\.(\w+)$/.exec(layer.mediaType)?.[1];
  return ollama === undefined ? layer.digest : `${ollama}@${layer.digest.slice(7, 19)}`;
}
