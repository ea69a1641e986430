import { origins, targets } from "./build-graph";
import { type ExposureLevel, type ExposureView, level, quarantined, unknown } from "./exposure-view";
import type { Graph, GraphAsset } from "./graph";
import { flagProp, textProp, textsProp } from "./props";

const NO_LOGIN = new Set(["none", "default", "bypassable"]);

type Reach = { publicNetwork: boolean | null; auth: string | null; source: GraphAsset };

/** A sandboxed runtime, no way out and no identity: isolated by policy, as a scan lab is. */
function isolatedByPolicy(infra: GraphAsset, graph: Graph): boolean {
  const sandbox = textProp(infra, "runtime_class");
  return (
    textProp(infra, "egress") === "deny" &&
    sandbox !== null &&
    /gvisor|kata|firecracker/i.test(sandbox) &&
    graph.out(infra.id, "runs_as").length === 0
  );
}

function outsideGrant(asset: GraphAsset, graph: Graph, subtype: "public" | "external"): GraphAsset | null {
  return origins(graph, asset.id, "can_access").find((i) => i.subtype === subtype && i.open) ?? null;
}

function everySignedIn(identity: GraphAsset): boolean {
  return /authenticated/i.test(identity.key) || /authenticated/i.test(identity.name);
}

function reachLevel({ publicNetwork, auth, source }: Reach): ExposureLevel | null {
  if (publicNetwork !== true) return null;
  if (auth !== null && NO_LOGIN.has(auth))
    return level(
      "X5",
      auth === "none"
        ? "Reachable from the internet without login."
        : `Reachable from the internet; its login is ${auth}.`,
      source,
    );
  const login = auth === null ? "whether it asks for a login is not known" : `login by ${auth}`;
  return level("X4", `Reachable from the internet; ${login}.`, source);
}

/** Somebody from another account, network or isolation group connects to it. */
function crossingFrom(infra: GraphAsset, graph: Graph): GraphAsset | null {
  const own = textProp(infra, "isolation_group");
  const places = new Set(
    targets(graph, infra.id, "part_of")
      .filter(isPlace)
      .map((p) => p.id),
  );
  for (const other of origins(graph, infra.id, "connects_to")) {
    const group = textProp(other, "isolation_group");
    if (own !== null && group !== null && own !== group) return other;
    const theirs = targets(graph, other.id, "part_of").filter(isPlace);
    if (places.size > 0 && theirs.length > 0 && !theirs.some((p) => places.has(p.id))) return other;
  }
  return null;
}

function isPlace(asset: GraphAsset): boolean {
  return asset.kind === "infra" && (asset.subtype === "account" || asset.subtype === "network");
}

export function infraExposure(infra: GraphAsset, { graph }: ExposureView): ExposureLevel {
  if (quarantined(infra) || isolatedByPolicy(infra, graph))
    return level("X0", "Quarantined or isolated by policy: sandboxed, no way out, no identity.", infra);
  const stopped = textProp(infra, "state") === "stopped";
  const publicRead = flagProp(infra, "public_read");
  const publicWrite = flagProp(infra, "public_write");
  if (publicRead === true || publicWrite === true)
    return level("X5", `Its policy lets anyone ${publicWrite ? "write" : "read"} without login.`, infra);
  const anyone = outsideGrant(infra, graph, "public");
  if (anyone && !everySignedIn(anyone)) return level("X5", "A policy grants access to everyone.", anyone);
  const publicNetwork = flagProp(infra, "public_network");
  const reach = stopped ? null : reachLevel({ publicNetwork, auth: textProp(infra, "auth"), source: infra });
  if (reach) return reach;
  if (anyone) return level("X4", "A policy grants access to everyone who can sign in.", anyone);
  const external = outsideGrant(infra, graph, "external");
  if (external) return level("X3", "Another organisation's identity has access.", external);
  const crossing = crossingFrom(infra, graph);
  if (crossing) return level("X3", "Reachable from another account, network or isolation group.", crossing);
  if (stopped) return level("X1", "Stopped: nothing listens.", infra);
  if (publicNetwork === false || publicRead === false || publicWrite === false)
    return level("X2", "Reachable from inside only.", infra);
  return unknown("no source says whether it can be reached from outside");
}

/** Plugins that are not agents: started over stdio they share the machine's fate, remote ones are listeners. */
export function pluginExposure(plugin: GraphAsset, view: ExposureView): ExposureLevel {
  const { graph } = view;
  if (quarantined(plugin) || flagProp(plugin, "disabled") === true)
    return level("X0", "Quarantined or disabled by policy.", plugin);
  const hosts = targets(graph, plugin.id, "hosted_on");
  const transport = textProp(plugin, "transport");
  const ownNetwork = flagProp(plugin, "public_network");
  if (transport !== "stdio") {
    for (const host of hosts.length > 0 ? hosts : [plugin]) {
      const publicNetwork = ownNetwork ?? flagProp(host, "public_network");
      const auth = textProp(plugin, "auth") ?? textProp(host, "auth");
      const reach = reachLevel({ publicNetwork, auth, source: ownNetwork === null ? host : plugin });
      if (reach) return reach;
    }
  }
  if (flagProp(plugin, "enabled") === false) return level("X1", "Installed but not enabled.", plugin);
  const shared = hosts.find((h) => h.subtype === "workstation" || h.subtype === "runner");
  if (shared) return level("X3", `Runs on a ${shared.subtype}, which meets content and networks of others.`, shared);
  if (transport === "stdio" && hosts.length === 0)
    return level(
      "X3",
      "Started over stdio from an assistant's configuration, so it runs on a person's or a runner's machine.",
      plugin,
    );
  const server = origins(graph, plugin.id, "exposes")[0];
  if (plugin.subtype === "mcp_tool" && server) return pluginExposure(server, view);
  const inside = ownNetwork === false ? plugin : hosts.find((h) => flagProp(h, "public_network") === false);
  if (inside) return level("X2", "Reachable from inside only.", inside);
  return unknown("no source says where it runs or who can reach it");
}

/** Where an agent's content comes from: itself, its tools and servers, and the stores it retrieves from. */
function readOrigins(agent: GraphAsset, graph: Graph): { origins: GraphAsset[]; stores: GraphAsset[] } {
  const readers = new Map<number, GraphAsset>([[agent.id, agent]]);
  const stores = targets(graph, agent.id, "retrieves_from");
  for (const reader of readers.values()) {
    if (reader.kind !== "plugin") continue;
    for (const tool of [...targets(graph, reader.id, "uses"), ...targets(graph, reader.id, "exposes")])
      if (tool.kind === "plugin") readers.set(tool.id, tool);
  }
  for (const store of stores) readers.set(store.id, store);
  const found = [...readers.values()].flatMap((r) =>
    graph
      .out(r.id, "ingests")
      .filter((e) => flagProp(e, "sanitised") !== true)
      .flatMap((e) => graph.assets.get(e.to) ?? []),
  );
  return { origins: found.filter((o) => o.kind === "origin"), stores };
}

const POSTED_BY_OUTSIDERS = new Set(["mail", "tickets", "uploads"]);

export function agentExposure(agent: GraphAsset, { graph }: ExposureView): ExposureLevel {
  if (flagProp(agent, "disabled") === true || quarantined(agent)) return level("X0", "Disabled by a gate.", agent);
  const read = readOrigins(agent, graph);
  const outside = read.origins.filter((o) => textProp(o, "trust") === "untrusted");
  const open = outside.find((o) => !POSTED_BY_OUTSIDERS.has(o.subtype));
  if (open) return level("X5", "It reads content that anyone can write.", open);
  const posted =
    outside[0] ?? read.origins.find((o) => POSTED_BY_OUTSIDERS.has(o.subtype) && textProp(o, "trust") === null);
  if (posted) return level("X4", "It reads mail, tickets or uploads of outsiders.", posted);
  if (flagProp(agent, "enabled") === false) return level("X1", "Installed but not enabled.", agent);
  const others = read.origins.find((o) => textProp(o, "trust") === "internal");
  if (others) return level("X3", "It reads content of other teams.", others);
  const inside = read.origins.find((o) => textProp(o, "trust") === "trusted");
  if (inside) return level("X2", "It reads inside content only.", inside);
  const caps = textsProp(agent, "caps");
  if (caps && !caps.includes("untrusted_input")) return level("X2", "Its tools take no content from outside.", agent);
  return unknown("no source says what content it reads");
}
