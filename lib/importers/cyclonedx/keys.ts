import { PackageURL } from "packageurl-js";
import { sha256Hex } from "@/lib/domain/digest";

export type Purl = {
  /** Canonical text, with the record's version where the purl has none. */
  key: string;
  /** Without version, qualifiers and subpath: groups the versions of one thing. */
  nameKey: string;
  type: string;
  version: string | null;
  repositoryUrl: string | null;
  /** The sha256 of an image reference, where the purl carries one. */
  sha256: string | null;
};

/** Reads a purl; null when it is none. */
export function readPurl(text: string, version: string | null): Purl | null {
  try {
    const p = PackageURL.fromString(text);
    const at = p.version ?? version ?? undefined;
    const key = new PackageURL(p.type, p.namespace, p.name, at, p.qualifiers, p.subpath).toString();
    const digest = /sha256:([0-9a-f]{64})/i.exec(`${p.version ?? ""} ${p.qualifiers?.digest ?? ""}`)?.[1];
    return {
      key,
      nameKey: new PackageURL(p.type, p.namespace, p.name, undefined, undefined, undefined).toString(),
      type: p.type,
      version: p.version ?? version,
      repositoryUrl: p.qualifiers?.repository_url ?? null,
      sha256: digest?.toLowerCase() ?? null,
    };
  } catch {
    // The library throws on what is no purl; the caller notes it with its pointer.
    return null;
  }
}

/** `pkg:generic/group/name@version` for what has no purl of its own; its name key leaves the version out. */
export function genericKey(group: string | null, name: string, version: string | null): string {
  const steps = groupedName(group, name)
    .split("/")
    .filter((s) => s.trim() !== "" && s !== "." && s !== "..");
  const last = steps.pop() ?? keyWord(name);
  const namespace = steps.length > 0 ? steps.join("/") : undefined;
  return new PackageURL("generic", namespace, last, version?.toWellFormed(), undefined, undefined).toString();
}

/** A word of a key: an oversized one keeps its head and a digest of the whole, so that keys hold no more than names. */
function keyWord(word: string): string {
  const plain = word.toWellFormed();
  return plain.length <= 500 ? plain : `${plain.slice(0, 200).toWellFormed()}~${sha256Hex(plain).slice(0, 16)}`;
}

/** `group/name`, or the name alone. */
export function groupedName(group: string | null, name: string): string {
  return group === null ? keyWord(name) : `${keyWord(group)}/${keyWord(name)}`;
}

const PACKAGE_SUBTYPES: Record<string, string> = {
  pypi: "pypi",
  npm: "npm",
  helm: "helm_chart",
  githubactions: "github_action",
  deb: "os_package",
  rpm: "os_package",
  apk: "os_package",
  alpm: "os_package",
};

export function packageSubtype(purlType: string | null): string {
  return PACKAGE_SUBTYPES[purlType ?? ""] ?? "other";
}
