import { showText } from "@/lib/domain/text";
import { targets } from "@/lib/graph/build-graph";
import type { Graph, GraphAsset } from "@/lib/graph/graph";
import { production } from "@/lib/graph/predicates";
import { flagProp, objectProp, textProp } from "@/lib/graph/props";
import { defineRule, type Outcome } from "../../define";
import { evidenceOf, inconclusive, PASS } from "../../outcome";
import { nounOf, quoted, shortName } from "../../wording";

const LAUNCHED = new Set(["mcp_server", "skill", "extension"]);
/** Launchers that fetch what they start. */
const FETCHING = new Set(["npx", "uvx", "pipx", "bunx", "docker", "git"]);
/** Grants that change what they reach; reading alone does not count as reaching production here. */
const CHANGING = new Set(["write", "admin", "push"]);
const ASSUME_HOPS = 3;

/** The way from a plugin over its host's identity to something in production; empty when there is none on record. */
function wayToProduction(plugin: GraphAsset, graph: Graph): GraphAsset[] {
  for (const host of [plugin, ...targets(graph, plugin.id, "hosted_on")]) {
    const start = host.id === plugin.id ? [plugin] : [plugin, host];
    const queue = targets(graph, host.id, "runs_as").map((identity) => ({ identity, way: [...start, identity] }));
    const seen = new Set(queue.map((q) => q.identity.id));
    for (const { identity, way } of queue) {
      for (const edge of graph.out(identity.id, "can_access")) {
        const reached = graph.assets.get(edge.to);
        if (reached && CHANGING.has(edge.variant ?? "") && production(reached)) return [...way, reached];
      }
      if (way.length - start.length > ASSUME_HOPS) continue;
      for (const next of targets(graph, identity.id, "can_assume")) {
        if (seen.has(next.id)) continue;
        seen.add(next.id);
        queue.push({ identity: next, way: [...way, next] });
      }
    }
  }
  return [];
}

type Launcher = { tool: string; name: string | null; ref: string | null; pinned: boolean | null; why: string | null };

function launcherOf(plugin: GraphAsset): Launcher | null {
  const launcher = objectProp(plugin, "launcher");
  if (!launcher) return null;
  return {
    tool: textProp(launcher, "tool") ?? "other",
    name: textProp(launcher, "package"),
    ref: textProp(launcher, "ref"),
    pinned: flagProp(launcher, "pinned"),
    why: textProp(launcher, "why"),
  };
}

function stepsFor({ tool, name }: Launcher) {
  const what = name ? showText(name, 60) : "what it starts";
  const how =
    tool === "docker"
      ? "Write the image with its digest, as name@sha256:…, instead of a tag."
      : tool === "git"
        ? "Write the full commit instead of a branch or tag."
        : "Write one exact version behind the package name, and keep the lock file with its integrity hash.";
  return [
    { title: `Pin ${what}`, text: `${how} Choose the version that was reviewed.` },
    {
      title: "Take it from your own mirror",
      text: "Install it once from an internal mirror with install scripts off, rather than fetching it at each start.",
    },
    {
      title: "Prove it",
      text: "Collect the configurations again: the finding closes when the command names an exact version or digest.",
    },
  ];
}

function failure(plugin: GraphAsset, graph: Graph, launcher: Launcher): Outcome {
  const way = wayToProduction(plugin, graph);
  const hosts = targets(graph, plugin.id, "hosted_on");
  const uses = graph.out(plugin.id, "uses").filter((e) => graph.assets.get(e.to)?.kind === "package");
  const what = launcher.name ? showText(launcher.name, 60) : "a package";
  const ref = launcher.ref ? `at ${quoted(launcher.ref)}, which can change` : "without a version";
  const end = way.at(-1);
  const raised = end ? ` Raised to high: from there an identity can change ${shortName(end)} in production.` : "";
  const wayEdges = way.slice(1).flatMap((to, i) => {
    const from = way[i];
    return from ? (graph.out(from.id).find((e) => e.to === to.id) ?? []) : [];
  });
  return {
    result: "fail",
    identity: null,
    severity: end ? "high" : "medium",
    threat: "incident",
    confidence: null,
    title: `The ${shortName(plugin)} ${nounOf(plugin)} starts whatever was published last`,
    message: `${launcher.tool} starts ${what} ${ref}, so each start may run new code.${raised}`,
    evidenceIds: evidenceOf(...uses, plugin, ...wayEdges),
    path: way.length > 0 ? way.map((a) => a.id) : [plugin.id, ...hosts.slice(0, 1).map((h) => h.id)],
    fix: {
      key: `PLUGIN-005|${launcher.tool}|${launcher.name ?? plugin.key}`,
      title: `Pin ${what} to one version`,
      steps: stepsFor(launcher),
    },
  };
}

function evaluate(plugin: GraphAsset, graph: Graph): Outcome[] {
  const launcher = launcherOf(plugin);
  if (!launcher) return [inconclusive("not_observed", "The command that starts it: no source gave one.")];
  if (!FETCHING.has(launcher.tool)) return [PASS];
  if (launcher.pinned === null)
    return [inconclusive("not_observed", `Whether ${launcher.tool} is told an exact version.`)];
  return [launcher.pinned ? PASS : failure(plugin, graph, launcher)];
}

/** Started as a process here: it has a launcher, or speaks over stdio. A remote server is started by somebody else. */
function isLaunched(plugin: GraphAsset): boolean {
  if (!plugin.open || !LAUNCHED.has(plugin.subtype)) return false;
  return objectProp(plugin, "launcher") !== null || textProp(plugin, "transport") === "stdio";
}

export const PLUGIN_005 = defineRule({
  id: "PLUGIN-005",
  version: 1,
  maturity: "stable",
  faultLine: "plugin",
  hazard: "PROV",
  severity: "medium",
  title: "MCP server or skill launched without a fixed version",
  risk: "Each start runs whatever its publisher released last; a package has turned hostile in its sixteenth release before.",
  remediation: [
    "Pin an exact version with its integrity hash, or a digest.",
    "Install from an internal mirror with install scripts off.",
  ],
  references: ["OWASP MCP Top 10 (2025), MCP04", "MITRE ATLAS case study AML.CS0053"],
  controls: {
    "MITRE ATLAS": ["AML.T0109", "AML.T0010.005"],
    "OWASP LLM 2025": ["LLM03"],
    "OWASP ML 2023": ["ML06"],
    "OWASP Agentic 2026": ["ASI04"],
    "OWASP MCP 2025": ["MCP04"],
    "OWASP Agentic Skills 2026": ["AST07"],
    CWE: ["CWE-829", "CWE-494"],
    "NIST AI RMF": ["MANAGE 3.1"],
    "EU AI Act": ["Art.15(5)"],
  },
  reads: ["plugin.launcher", "plugin.transport", "uses", "hosted_on", "runs_as", "can_assume", "can_access"],
  population: (graph) => graph.ofKind("plugin").filter(isLaunched),
  evaluate,
});
