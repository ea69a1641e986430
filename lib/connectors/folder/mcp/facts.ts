import type { FactSite } from "@/lib/domain/inventory";
import type { Json, JsonObject } from "@/lib/domain/json";
import type { BatchBuilder } from "@/lib/importers/batch-builder";
import { listOf, textOf } from "@/lib/importers/json-access";
import { type LaunchTarget, readLauncher } from "./launcher";
import type { McpConfig, McpEntry } from "./read-config";

function transportOf(value: JsonObject): "stdio" | "http" | "sse" {
  const said = (textOf(value.type) ?? textOf(value.transport) ?? "").toLowerCase();
  if (said === "sse") return "sse";
  if (said === "stdio" || (said === "" && value.command !== undefined)) return "stdio";
  if (said.includes("http") || !/\/sse\/?$/i.test(textOf(value.url) ?? "")) return "http";
  return "sse";
}

function isLoopback(url: string): boolean {
  return /^[a-z]+:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/i.test(url);
}

function serverProps(entry: McpEntry, launch: LaunchTarget | null): JsonObject {
  const { value } = entry;
  const approve = [...listOf(value.alwaysAllow), ...listOf(value.autoApprove)].flatMap((t) => textOf(t) ?? []);
  const remote = listOf(value.args)
    .map((arg) => textOf(arg) ?? "")
    .find((arg) => /^https?:\/\//i.test(arg) && launch?.launcher.package?.startsWith("mcp-remote"));
  const optional: Record<string, Json | undefined> = {
    cwd: textOf(value.cwd) ?? undefined,
    auto_approve: approve.length > 0 ? approve.slice(0, 100) : undefined,
    enabled: typeof value.disabled === "boolean" ? !value.disabled : undefined,
    remote_url: remote,
  };
  return {
    transport: transportOf(value),
    command: textOf(value.command),
    args: listOf(value.args).slice(0, 200),
    launcher: launch?.launcher ?? null,
    url: textOf(value.url),
    env_names: listOf(value.env_names),
    header_names: listOf(value.headers_names),
    secrets: entry.secrets.slice(0, 100),
    ...Object.fromEntries(Object.entries(optional).filter((e): e is [string, Json] => e[1] !== undefined)),
  };
}

function addTarget(builder: BatchBuilder, server: string, launch: LaunchTarget, site: FactSite): void {
  const { launcher, purl, imageDigest } = launch;
  const where = { site: `${site.path}:${site.line ?? 1}` };
  if (purl !== null) {
    const to = builder.asset({
      key: purl.key,
      kind: "package",
      subtype: purl.subtype,
      name: launcher.package ?? purl.nameKey,
      class: "observed",
      props: { name_key: purl.nameKey, ...(purl.resolved !== null ? { version: purl.resolved } : {}) },
      site,
    });
    const props = { ref: launcher.ref, resolved: purl.resolved, ...where };
    if (to !== null) builder.edge({ from: server, relation: "uses", to, class: "observed", props, site });
  }
  if (imageDigest !== null) {
    const name = launcher.package ?? "image";
    const image = {
      key: `sha256:${imageDigest}`,
      kind: "image",
      subtype: "container",
      name,
      class: "observed",
      site,
    } as const;
    const to = builder.asset(image);
    const props = { ref: launcher.ref, resolved: launcher.ref, ...where };
    if (to !== null) builder.edge({ from: server, relation: "uses", to, class: "observed", props, site });
  }
}

/** Turns a configuration into server assets, what they start, and the workstation they stand on; counts the servers. */
export function addServers(
  builder: BatchBuilder,
  config: McpConfig,
  source: { label: string; path: string; digest: string; host: string | null },
): number {
  for (const problem of config.problems) builder.note({ path: source.path, pointer: problem.pointer }, problem.reason);
  for (const entry of config.entries) {
    const site: FactSite = { digest: source.digest, path: source.path, pointer: entry.pointer, line: entry.line };
    const command = textOf(entry.value.command);
    const args = listOf(entry.value.args).map((arg) => (typeof arg === "string" ? arg : String(arg)));
    const launch = command === null ? null : readLauncher(command, args);
    const props = serverProps(entry, launch);
    const server = builder.asset({
      key: `${source.label}@${source.path}#${entry.pointer}`,
      kind: "plugin",
      subtype: "mcp_server",
      name: entry.name,
      class: "observed",
      props,
      site,
    });
    if (server === null) continue;
    if (launch !== null) addTarget(builder, server, launch, site);
    const here = props.transport === "stdio" || isLoopback(textOf(entry.value.url) ?? "");
    if (source.host !== null && here) {
      const host = { key: `host:${source.host}`, kind: "infra", subtype: "workstation", name: source.host } as const;
      const to = builder.asset({ ...host, class: "observed", site });
      if (to !== null) builder.edge({ from: server, relation: "hosted_on", to, class: "observed", site });
    }
  }
  return config.entries.length;
}
