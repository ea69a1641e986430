/**
 * The stored words. Every number is explicit, stored in rows, and never reused or reordered.
 * No imports: this file is what keeps `db` and `lib` from tying a loop.
 */

export const ASSET_KINDS = {
  model: 1,
  dataset: 2,
  artifact: 3,
  plugin: 4,
  package: 5,
  image: 6,
  infra: 7,
  pipeline: 8,
  repo: 9,
  identity: 10,
  origin: 11,
  advisory: 12,
  attestation: 13,
  system: 14,
} as const;

export const ASSET_SUBTYPES = {
  model: [
    "base",
    "finetune",
    "adapter",
    "merge",
    "quantized",
    "converted",
    "distilled",
    "checkpoint",
    "hosted",
    "unknown",
  ],
  dataset: ["table", "corpus", "url_list", "feature_set", "preference", "evaluation", "unknown"],
  artifact: [
    "weights",
    "archive",
    "config",
    "template",
    "tokenizer",
    "code",
    "notebook",
    "data",
    "document",
    "manifest",
  ],
  plugin: ["agent", "mcp_server", "mcp_tool", "action_group", "skill", "extension", "rules_file", "prompt"],
  package: ["pypi", "npm", "helm_chart", "os_package", "driver", "github_action", "build_tool", "other"],
  image: ["container", "model_bundle"],
  infra: [
    "account",
    "network",
    "bucket",
    "volume",
    "database",
    "vector_db",
    "knowledge_base",
    "feature_store",
    "registry",
    "endpoint",
    "gateway",
    "builder",
    "notebook",
    "workspace",
    "training_job",
    "job",
    "tracking_server",
    "job_dashboard",
    "cluster",
    "node",
    "workload",
    "function",
    "runner",
    "workstation",
    "secret_store",
    "log_sink",
    "guardrail",
  ],
  pipeline: ["workflow", "build", "training_pipeline", "release", "ingestion"],
  repo: ["git", "space"],
  identity: [
    "role",
    "user",
    "team",
    "service_account",
    "group",
    "public",
    "external",
    "token",
    "key",
    "signed_url",
    "oauth_app",
    "publisher",
  ],
  origin: ["web", "mail", "tickets", "wiki", "uploads", "file_share", "saas"],
  advisory: ["cve", "ghsa", "osv", "malware"],
  attestation: ["signature", "provenance", "sbom", "vex", "card"],
  system: ["application", "use_case"],
} as const satisfies Record<keyof typeof ASSET_KINDS, readonly string[]>;

/** Relation codes; a stored edge kind is `code * 16 + variant`, variant 0 meaning none. */
export const RELATION_KINDS = {
  derived_from: 1,
  trained_on: 2,
  generated_by: 3,
  evaluated_on: 4,
  contains: 5,
  built_by: 6,
  defined_in: 7,
  uses: 8,
  loads: 9,
  retrieves_from: 10,
  ingests: 11,
  exposes: 12,
  stored_in: 13,
  hosted_on: 14,
  deployed_by: 15,
  part_of: 16,
  runs_as: 17,
  can_assume: 18,
  can_access: 19,
  holds_secret: 20,
  connects_to: 21,
  guarded_by: 22,
  logs_to: 23,
  affected_by: 24,
  attested_by: 25,
  published_by: 26,
  owned_by: 27,
} as const;

export const RELATION_VARIANTS = {
  derived_from: {
    copy: 1,
    adapter: 2,
    convert: 3,
    quantize: 4,
    finetune: 5,
    finetune_pickle: 6,
    merge: 7,
    distill: 8,
    unknown: 9,
    base_layer: 10,
  },
  trained_on: { pretrain: 1, finetune: 2, preference: 3 },
  can_access: { read: 1, write: 2, admin: 3, invoke: 4, push: 5, pull: 6 },
} as const;

export const FAULT_LINES = { data: 1, model: 2, plugin: 3, infrastructure: 4 } as const;
export const EVIDENCE_CLASSES = { verified: 1, observed: 2, declared: 3, inferred: 4 } as const;
/** Higher is worse, so that `order by severity desc` needs no case. Bands use the same codes. */
export const SEVERITIES = { info: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;
export const BANDS = { Info: 1, Low: 2, Medium: 3, High: 4, Critical: 5 } as const;
export const EXPOSURES = { unknown: 0, X0: 1, X1: 2, X2: 3, X3: 4, X4: 5, X5: 6 } as const;
export const THREATS = { posture: 1, demonstrated: 2, incident: 3, weaponised: 4, exploited: 5 } as const;
export const CONFIDENCES = { heuristic: 1, suspicious: 2, high: 3, confirmed: 4 } as const;
export const SCAN_VERDICTS = { clean: 1, not_scanned: 2, error: 3, suspicious: 4, malicious: 5 } as const;
/** What another engine said of a file, in our words; not_covered: it read nothing of that format, whatever its exit code. */
export const ENGINE_VERDICTS = {
  not_covered: 1,
  clean: 2,
  not_scanned: 3,
  error: 4,
  suspicious: 5,
  malicious: 6,
} as const;
export const SCAN_STATES = { queued: 1, running: 2, done: 3 } as const;
export const COLLECTION_OUTCOMES = { complete: 1, partial: 2, denied: 3, failed: 4 } as const;
export const RUN_STATES = { queued: 1, running: 2, held: 3, applied: 4, failed: 5, cancelled: 6 } as const;
export const QUARANTINE_STATES = { waiting: 1, replayed: 2, dismissed: 3 } as const;
export const PUSH_STATES = { open: 1, complete: 2, abandoned: 3 } as const;
export const STAGES = {
  collect: 1,
  reconcile: 2,
  scan: 3,
  link: 4,
  evaluate: 5,
  rank: 6,
  notify: 7,
} as const;
export const OBSERVATIONS = { open: 1, fixed: 2, gone: 3, superseded: 4 } as const;
export const TRIAGES = { new: 1, confirmed: 2, false_positive: 3 } as const;
export const TICKET_STATES = {
  open: 1,
  assigned: 2,
  in_progress: 3,
  fix_claimed: 4,
  verifying: 5,
  proven_fixed: 6,
  reopened: 7,
  accepted: 8,
  gone: 9,
} as const;
export const ROLES = { viewer: 1, engineer: 2, analyst: 3, admin: 4 } as const;
export const SOURCE_CATEGORIES = ["cloud", "cluster", "registry", "ci", "agent", "document", "feed"] as const;
