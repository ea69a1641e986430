import { PackageURL } from "packageurl-js";

type LauncherTool = "npx" | "uvx" | "pipx" | "bunx" | "docker" | "git" | "python" | "node" | "other";

/** What a server's command line fetches and starts. `ref` stands as written; `pinned` = the same bytes next time. */
type Launcher = { tool: LauncherTool; package: string | null; ref: string | null; pinned: boolean; why: string };

export type LaunchTarget = {
  launcher: Launcher;
  /** The package of the inventory, by purl; null where the line names none. */
  purl: { key: string; nameKey: string; subtype: "npm" | "pypi" | "other"; resolved: string | null } | null;
  /** sha256 of an image that is named by its digest. */
  imageDigest: string | null;
};

const EXACT_NPM = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const EXACT_PYPI = /^\d+(\.\d+)*([abc]|rc|\.?post|\.?dev)?\d*(\+[\w.]+)?$/;
const COMMIT = /^[0-9a-f]{40}$/i;

function none(tool: LauncherTool, pinned: boolean, why: string, name: string | null = null): LaunchTarget {
  return { launcher: { tool, package: name, ref: null, pinned, why }, purl: null, imageDigest: null };
}

function purlOf(type: "npm" | "pypi" | "github", name: string, version: string | null): LaunchTarget["purl"] {
  const at = name.lastIndexOf("/");
  const namespace = at > 0 ? name.slice(0, at) : undefined;
  const last = at > 0 ? name.slice(at + 1) : name;
  try {
    const key = new PackageURL(type, namespace, last, version ?? undefined, undefined, undefined).toString();
    const nameKey = new PackageURL(type, namespace, last, undefined, undefined, undefined).toString();
    return { key, nameKey, subtype: type === "github" ? "other" : type, resolved: version };
  } catch {
    // A name that no package can have: the launcher still says what is written.
    return null;
  }
}

function fromGit(spec: string): LaunchTarget {
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#(.+))?$/.exec(spec);
  const long =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]+@)?([^/\s]+)\/([^\s#@]+?)(?:\.git)?(?:[@#]([^\s#]+))?(?:#.*)?$/.exec(
      spec,
    );
  const host = long ? (long[1] ?? "") : short ? "github.com" : "";
  const name = long ? (long[2] ?? spec) : (short?.[1] ?? spec);
  const written = (long ? long[3] : short?.[2]) ?? null;
  const ref = written?.replace(/^subdirectory=.*/, "") || null;
  const pinned = ref !== null && COMMIT.test(ref);
  const why = pinned
    ? "A full commit is named."
    : ref === null
      ? "No commit is named: each start takes the newest."
      : `"${ref}" is a branch or a tag, which can be moved.`;
  const purl = host.toLowerCase() === "github.com" ? purlOf("github", name, pinned ? ref : null) : null;
  return { launcher: { tool: "git", package: name, ref, pinned, why }, purl, imageDigest: null };
}

function isGit(spec: string): boolean {
  return /^(git\+|git:|github:|ssh:\/\/|https?:\/\/.*\.git\b)/i.test(spec);
}

function fromNpm(tool: LauncherTool, spec: string): LaunchTarget {
  if (isGit(spec)) return fromGit(spec);
  if (/^(\.|\/|~|file:)/.test(spec))
    return none(tool, true, "A file of this machine is started; nothing is fetched.", spec);
  if (/^https?:/i.test(spec)) return none(tool, false, "An archive is fetched from a URL at each start.", spec);
  const at = spec.indexOf("@", 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const ref = at < 0 ? null : spec.slice(at + 1) || null;
  const pinned = ref !== null && EXACT_NPM.test(ref);
  const why = pinned
    ? "An exact version is named."
    : ref === null
      ? "No version is named: each start may take the newest."
      : `"${ref}" is a tag or a range, not an exact version.`;
  return {
    launcher: { tool, package: name, ref, pinned, why },
    purl: purlOf("npm", name, pinned ? ref : null),
    imageDigest: null,
  };
}

function fromPypi(tool: LauncherTool, spec: string): LaunchTarget {
  const direct = /^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(\S+:\/\/\S+)$/.exec(spec)?.[1] ?? spec;
  if (isGit(direct)) return fromGit(direct);
  if (/^(\.|\/|~)/.test(spec)) return none(tool, true, "A file of this machine is started; nothing is fetched.", spec);
  if (/^https?:/i.test(direct)) return none(tool, false, "An archive is fetched from a URL at each start.", direct);
  const match = /^([\w.-]+)(?:\[[^\]]*\])?\s*(?:(===?|@)\s*(\S+)|([<>~!][\s\S]*))?$/.exec(spec);
  if (!match) return none(tool, false, "The package is written in a way that names no exact version.", spec);
  const ref = match[3] ?? match[4]?.trim() ?? null;
  const pinned = match[3] !== undefined && EXACT_PYPI.test(match[3]);
  const why = pinned
    ? "An exact version is named."
    : ref === null
      ? "No version is named: each start may take the newest."
      : `"${ref}" is a tag or a range, not an exact version.`;
  const name = match[1] ?? spec;
  return {
    launcher: { tool, package: name, ref, pinned, why },
    purl: purlOf("pypi", name, pinned ? ref : null),
    imageDigest: null,
  };
}

function fromDocker(args: string[]): LaunchTarget {
  const values =
    /^(-[evpwuhlm]|--(env|env-file|volume|mount|publish|network|net|name|workdir|user|entrypoint|hostname|label|memory|cpus|platform|add-host|device|dns|gpus|pull|restart|cap-add|cap-drop|security-opt|tmpfs|log-driver|runtime|ipc|pid|shm-size))$/;
  const image = firstOperand(args, values);
  if (image === null) return none("docker", false, "No image is named.");
  const digest = /@sha256:([0-9a-f]{64})$/i.exec(image)?.[1]?.toLowerCase() ?? null;
  const name = image.replace(/@.*$/, "");
  const colon = name.lastIndexOf(":");
  const tag = colon > name.lastIndexOf("/") ? name.slice(colon + 1) : null;
  const ref = digest !== null ? `sha256:${digest}` : tag;
  const why =
    digest !== null
      ? "The image is named by its digest."
      : tag === null
        ? "No tag is named: the newest image is taken."
        : `The tag "${tag}" can be moved to another image.`;
  const repository = tag === null ? name : name.slice(0, colon);
  return {
    launcher: { tool: "docker", package: repository, ref, pinned: digest !== null, why },
    purl: null,
    imageDigest: digest,
  };
}

/** The first argument that is no flag and no flag's value. */
function firstOperand(args: string[], withValue: RegExp): string | null {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? "";
    if (withValue.test(arg)) i += 1;
    else if (!arg.startsWith("-")) return arg;
  }
  return null;
}

/** The value of the first of these flags, as `--flag value` or `--flag=value`. */
function flagValue(args: string[], flags: string[]): string | null {
  for (const [i, arg] of args.entries()) {
    const name = flags.find((flag) => arg === flag || arg.startsWith(`${flag}=`));
    if (name !== undefined) return arg === name ? (args[i + 1] ?? null) : arg.slice(name.length + 1);
  }
  return null;
}

const NPM_VALUES = /^(-c|--call|--registry|--cache|--userconfig|-w|--workspace|--node-options)$/;
const PY_VALUES =
  /^(-p|--python|--with|--with-editable|--index|--index-url|--extra-index-url|--default-index|--directory|--project|--cache-dir|-c|--constraint|--env-file|--pip-args|--spec)$/;

function npmSpec(args: string[]): string | null {
  return flagValue(args, ["-p", "--package"]) ?? firstOperand(args, NPM_VALUES);
}

function fromPython(args: string[]): LaunchTarget {
  const module = flagValue(args, ["-m"]);
  if (module !== null) return none("python", true, "An installed module is started; nothing is fetched.", module);
  const inline = args.includes("-c");
  if (inline) return none("python", true, "Code written in the configuration is run; nothing is fetched.");
  return none("python", true, "A script of this machine is started; nothing is fetched.");
}

const NOTHING = "This line names no package to fetch.";

function uv(args: string[]): LaunchTarget {
  const [first, second, ...rest] = args;
  if (first === "tool" && second === "run") return uvx(rest);
  if (first === "x") return uvx(args.slice(1));
  if (first !== "run") return none("other", true, NOTHING);
  const after = args.slice(1);
  const extra = flagValue(after, ["--with"]);
  if (extra !== null) return fromPypi("uvx", extra);
  return fromPython(after);
}

function uvx(args: string[]): LaunchTarget {
  const spec = flagValue(args, ["--from"]) ?? firstOperand(args, PY_VALUES);
  return spec === null ? none("uvx", false, "No package is named.") : fromPypi("uvx", spec);
}

function pipx(args: string[]): LaunchTarget {
  const after = args[0] === "run" ? args.slice(1) : args;
  const spec = flagValue(after, ["--spec"]) ?? firstOperand(after, PY_VALUES);
  return spec === null ? none("pipx", false, "No package is named.") : fromPypi("pipx", spec);
}

function npm(tool: LauncherTool, args: string[]): LaunchTarget {
  const spec = npmSpec(args);
  return spec === null ? none(tool, false, "No package is named.") : fromNpm(tool, spec);
}

/** Splits a shell line at white space, quotes kept together. Not a shell: it runs and expands nothing. */
function words(line: string): string[] {
  return (line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((w) => w.replace(/^(["'])([\s\S]*)\1$/, "$2"));
}

function shellLine(line: string): LaunchTarget {
  if (/[|;&`]|\$\(/.test(line)) {
    const fetches = /\b(curl|wget)\b/.test(line);
    return none(
      "other",
      !fetches,
      fetches ? "A shell line fetches and runs what a URL answers." : "A shell line is run.",
    );
  }
  const [command = "", ...args] = words(line);
  return readLauncher(command, args);
}

const TOOLS =
  /^(npx|pnpx|pnpm|yarn|npm|bunx|bun|uvx|uv|pipx|docker|podman|nerdctl|python[\d.]*|py|node|deno|cmd|sh|bash|zsh|env)$/;

function toolOf(command: string): string {
  return (command.split(/[\\/]/).at(-1) ?? "").toLowerCase().replace(/\.(exe|cmd|bat|ps1)$/, "");
}

/** What a command and its arguments fetch and start, read from the words alone: nothing is run or looked up. */
export function readLauncher(command: string, args: string[]): LaunchTarget {
  const [first = "", ...more] = words(command);
  if (more.length > 0 && TOOLS.test(toolOf(first))) return readLauncher(first, [...more, ...args]);
  const tool = toolOf(command);
  if (tool === "cmd")
    return /^\/[ck]$/i.test(args[0] ?? "") ? readLauncher(args[1] ?? "", args.slice(2)) : none("other", true, NOTHING);
  if (tool === "env") {
    const at = args.findIndex((arg) => !arg.includes("=") && !arg.startsWith("-"));
    return at < 0 ? none("other", true, NOTHING) : readLauncher(args[at] ?? "", args.slice(at + 1));
  }
  if (/^(sh|bash|zsh)$/.test(tool)) {
    const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
    return at < 0
      ? none("other", true, "A script of this machine is started; nothing is fetched.")
      : shellLine(args[at + 1] ?? "");
  }
  if (tool === "npx" || tool === "pnpx") return npm("npx", args);
  if (tool === "bunx") return npm("bunx", args);
  if (tool === "bun" && args[0] === "x") return npm("bunx", args.slice(1));
  if ((tool === "pnpm" || tool === "yarn") && args[0] === "dlx") return npm("npx", args.slice(1));
  if (tool === "npm" && (args[0] === "exec" || args[0] === "x")) return npm("npx", args.slice(1));
  if (tool === "uvx") return uvx(args);
  if (tool === "uv") return uv(args);
  if (tool === "pipx") return pipx(args);
  if (tool === "docker" || tool === "podman" || tool === "nerdctl") {
    const at = args.indexOf("run");
    return at < 0 ? none("docker", true, NOTHING) : fromDocker(args.slice(at + 1));
  }
  if (/^(python[\d.]*|py)$/.test(tool)) return fromPython(args);
  if (tool === "node" || tool === "bun")
    return none("node", true, "A script of this machine is started; nothing is fetched.");
  const fetched = tool === "deno" ? args.find((arg) => arg.startsWith("npm:")) : undefined;
  if (fetched !== undefined) return fromNpm("other", fetched.slice(4));
  return none("other", true, "A program of this machine is started; nothing is fetched by this line.");
}
