import { origins, targets } from "./build-graph";
import { type ExposureLevel, type ExposureView, level, unknown } from "./exposure-view";
import type { GraphAsset } from "./graph";
import { flagProp, textProp, textsProp } from "./props";

/** Events that a person without any role in the repository can cause, and that run with the repository's own rights. */
const OUTSIDER_EVENTS = new Set([
  "pull_request_target",
  "issues",
  "issue_comment",
  "discussion",
  "discussion_comment",
  "fork",
]);
/** Events that a contributor's proposal causes. */
const CONTRIBUTOR_EVENTS = new Set(["pull_request", "merge_request"]);

function open(repo: GraphAsset): boolean {
  return textProp(repo, "visibility") === "public";
}

export function pipelineExposure(pipeline: GraphAsset, { graph }: ExposureView): ExposureLevel {
  if (flagProp(pipeline, "disabled") === true) return level("X0", "Disabled.", pipeline);
  const repos = targets(graph, pipeline.id, "defined_in");
  const triggers = textsProp(pipeline, "triggers");
  const reachable = repos.find((r) => open(r) || flagProp(r, "forks_allowed") === true);
  if (triggers && reachable) {
    if (triggers.some((t) => OUTSIDER_EVENTS.has(t)) && flagProp(pipeline, "approval_required") !== true)
      return level("X5", "An outsider can start it without approval.", pipeline);
    if (triggers.some((t) => OUTSIDER_EVENTS.has(t) || CONTRIBUTOR_EVENTS.has(t)))
      return level("X4", "A contributor can start it.", pipeline);
  }
  const shared = repos.find((r) => textProp(r, "visibility") === "internal");
  if (shared) return level("X3", "Other teams can start it.", shared);
  if (flagProp(pipeline, "never_run") === true) return level("X1", "It has never run.", pipeline);
  const own = repos.find((r) => textProp(r, "visibility") !== null);
  if (own && triggers) return level("X2", "Only its own team can start it.", own);
  return unknown("no source says who can start it");
}

const WORST_FIRST = ["X5", "X4", "X3", "X2", "X1"] as const;

/** A repository is as exposed as the worst of what it starts. */
export function repoExposure(repo: GraphAsset, view: ExposureView): ExposureLevel {
  if (flagProp(repo, "disabled") === true || flagProp(repo, "archived") === true)
    return level("X0", "Archived or disabled: nothing starts from it.", repo);
  const started = origins(view.graph, repo.id, "defined_in")
    .filter((p) => p.kind === "pipeline" && p.open)
    .map((p) => pipelineExposure(p, view));
  for (const x of WORST_FIRST.slice(0, 2)) {
    const worst = started.find((s) => s.exposure === x);
    if (worst) return worst;
  }
  const visibility = textProp(repo, "visibility");
  if (visibility === "public") return level("X4", "Public: anyone can propose a change to it.", repo);
  if (visibility === "internal") return level("X3", "Other teams can change or start it.", repo);
  if (visibility === "private") return level("X2", "Its own team only.", repo);
  return unknown("no source says who can see it");
}

const SECRETS = new Set(["token", "key", "signed_url"]);

export function identityExposure(identity: GraphAsset, { graph }: ExposureView): ExposureLevel {
  if (!SECRETS.has(identity.subtype))
    return unknown("exposure of an identity is judged for tokens, keys and signed links");
  if (textProp(identity, "live") === "revoked") return level("X0", "Revoked.", identity);
  const holders = origins(graph, identity.id, "holds_secret").filter((h) => h.open);
  const places = holders.flatMap((h) => [
    h,
    ...targets(graph, h.id, "defined_in"),
    ...targets(graph, h.id, "stored_in"),
  ]);
  const anyone = places.find((p) => open(p) || flagProp(p, "public_read") === true);
  if (anyone) return level("X5", "It stands in a public place.", anyone);
  const signedIn = places.find((p) =>
    origins(graph, p.id, "can_access").some((i) => /authenticated/i.test(`${i.key} ${i.name}`)),
  );
  if (signedIn) return level("X4", "Every signed-in person can read it.", signedIn);
  const shared = places.find((p) => textProp(p, "visibility") === "internal");
  if (shared) return level("X3", "It stands in a shared internal place.", shared);
  const loose = holders.find((h) => h.subtype !== "secret_store");
  if (loose) return level("X2", "Its own team can read it.", loose);
  if (holders[0]) return level("X1", "Kept in a secret store.", holders[0]);
  return unknown("no source says where it is kept");
}
