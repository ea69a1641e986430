import { z } from "zod";
import { parseHubTarget } from "@/lib/bytes/remote/hub";
import type { Remote } from "@/lib/bytes/remote/remote-file";
import type { Json } from "@/lib/domain/json";
import { readJson } from "@/lib/net/http-body";
import { NetError } from "@/lib/net/net-error";
import type { HubFacts } from "@/lib/policies/model-check";
import { CLAUSE_WORDS, type Clause, clausesOf, statesNoLicence } from "@/lib/rules/licence-clauses";
import type { ScanTarget } from "./scan-targets";

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
const MAX_BASES = 20;
/** What limits the use of a model; credit to its author does not. */
const LIMITS: readonly Clause[] = ["non_commercial", "no_derivatives", "research_only", "use_policy", "share_alike"];
const text = z.string().max(4_000);
const Info = z.object({
  id: text.optional(),
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  disabled: z.boolean().nullish(),
  tags: z.array(text).max(2_000).nullish(),
  cardData: z.record(z.string(), z.unknown()).nullish(),
});

/** What the hub says of a repository and its publisher. Throws `NetError` where the repository itself cannot be asked for. */
export async function readHubFacts(remote: Remote, target: string, files: readonly ScanTarget[]): Promise<HubFacts> {
  const { kind, repo, revision } = parseHubTarget(target);
  const endpoint = (remote.settings.HF_ENDPOINT ?? "https://huggingface.co").replace(/\/+$/, "");
  const info = Info.safeParse(
    await ask(remote, `${endpoint}/api/${kind}/${repo}/revision/${encodeURIComponent(revision)}`),
  );
  if (!info.success)
    throw new NetError("unexpected_answer", `${new URL(endpoint).host} does not answer as a hub does.`);
  const { sha, id, disabled, tags, cardData } = info.data;
  const card = cardData ?? {};
  const publisher = repo.split("/")[0] ?? repo;
  return {
    repo,
    commit: sha,
    pinned: revision === sha,
    movedTo: id !== undefined && id.toLowerCase() !== repo.toLowerCase() ? id : null,
    publisher: { name: publisher, ...(await publisherState(remote, endpoint, publisher)) },
    licence: licenceOf(card, tags ?? []),
    bases: await basesOf(remote, endpoint, card, tags ?? []),
    remoteCode: await remoteCodeOf(files),
    disabled: disabled === true,
    paths: files.map((file) => file.path),
  };
}

async function ask(remote: Remote, url: string): Promise<Json> {
  const token = remote.settings.HF_TOKEN;
  const answer = await remote.client.get(new URL(url), {
    ...(token && { sign: async (_to, headers) => ({ ...headers, authorization: `Bearer ${token}` }) }),
    ...(remote.signal && { signal: remote.signal }),
  });
  if (answer.status === 200) return readJson(answer, MAX_ANSWER_BYTES);
  answer.body.destroy();
  const reason =
    answer.status === 404 ? "not_found" : answer.status === 401 || answer.status === 403 ? "denied" : "http_status";
  throw new NetError(reason, `${answer.url.host}${answer.url.pathname} answers ${answer.status}.`, {
    status: answer.status,
  });
}

/** True, false where the hub knows no such thing, null where it does not say. */
async function isThere(remote: Remote, url: string): Promise<{ there: boolean | null; answer: Json }> {
  try {
    return { there: true, answer: await ask(remote, url) };
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return { there: error.reason === "not_found" ? false : null, answer: null };
  }
}

async function publisherState(
  remote: Remote,
  endpoint: string,
  name: string,
): Promise<{ state: HubFacts["publisher"]["state"]; verified: boolean | null }> {
  let unsure = false;
  for (const kind of ["organizations", "users"]) {
    const { there, answer } = await isThere(remote, `${endpoint}/api/${kind}/${encodeURIComponent(name)}/overview`);
    if (there) {
      const verified = z.object({ isVerified: z.boolean() }).safeParse(answer);
      return { state: "active", verified: verified.success ? verified.data.isVerified : null };
    }
    unsure ||= there === null;
  }
  return { state: unsure ? "unknown" : "missing", verified: null };
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === "string" && one.trim() !== "",
  );
}

function licenceOf(card: Record<string, unknown>, tags: readonly string[]): HubFacts["licence"] {
  const [first] = textsOf(card.license);
  const tagged = tags.find((tag) => tag.startsWith("license:"))?.slice(8);
  const [named] = textsOf(card.license_name);
  const id = first === "other" || first === undefined ? (named ?? first ?? tagged ?? null) : first;
  const { clauses, complete } = clausesOf(id ?? "");
  return {
    id,
    stated: !statesNoLicence(id),
    limits: LIMITS.filter((clause) => clauses.has(clause)).map((clause) => CLAUSE_WORDS[clause]),
    known: complete,
  };
}

async function basesOf(
  remote: Remote,
  endpoint: string,
  card: Record<string, unknown>,
  tags: readonly string[],
): Promise<HubFacts["bases"]> {
  const [relation = null] = textsOf(card.base_model_relation);
  const named = textsOf(card.base_model).map((repo) => ({ repo, relation }));
  // The hub's own tags say the relation that it worked out: base_model:RELATION:ORG/NAME.
  for (const tag of tags) {
    const match = /^base_model:(?:(\w+):)?([\w.-]+\/[\w.-]+)$/.exec(tag);
    const known = named.find((base) => base.repo === match?.[2]);
    if (match?.[2] === undefined) continue;
    if (known === undefined) named.push({ repo: match[2], relation: match[1] ?? null });
    else known.relation ??= match[1] ?? null;
  }
  const out: HubFacts["bases"] = [];
  for (const base of named.slice(0, MAX_BASES)) {
    const asked = /^[\w.-]+\/[\w.-]+$/.test(base.repo);
    const { there } = asked ? await isThere(remote, `${endpoint}/api/models/${base.repo}`) : { there: null };
    out.push({ ...base, state: there === null ? "unknown" : there ? "there" : "missing" });
  }
  return out;
}

/** The auto_map entries of its configurations: code that a loader imports when it is told to trust the repository. */
async function remoteCodeOf(files: readonly ScanTarget[]): Promise<string[]> {
  const out: string[] = [];
  for (const file of files.filter((one) =>
    /(^|\/)(config|tokenizer_config|preprocessor_config|processor_config)\.json$/.test(one.path),
  )) {
    if ((file.stated?.sizeBytes ?? 0) > MAX_CONFIG_BYTES) continue;
    try {
      const { source } = await file.open();
      const parsed: unknown = JSON.parse(
        (await source.read(0, Math.min(source.size, MAX_CONFIG_BYTES))).toString("utf8"),
      );
      const map = z.object({ auto_map: z.record(z.string(), z.unknown()) }).safeParse(parsed);
      if (map.success)
        for (const value of Object.values(map.data.auto_map))
          out.push(...textsOf(value).map((ref) => `${file.path}: ${ref}`));
    } catch (error) {
      // A configuration that is no JSON names no code; one that cannot be fetched is the scan's to tell.
      if (!(error instanceof SyntaxError) && !(error instanceof NetError)) throw error;
    }
  }
  return [...new Set(out)];
}
