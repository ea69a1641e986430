import type { ScanEvidence } from "@/lib/domain/scan";
import { type AllowEntry, allowEntry } from "./allow";
import { DENY_ANYWHERE, DENY_LAST_NAMES, DENY_MODULES } from "./deny";
import { DENY_NAMES } from "./deny-names";
import { python3Path } from "./python2";
import { PRIVATE_STDLIB, STDLIB } from "./stdlib";

/** allow: known to be harmless. The rest, from the worst down; what a call adds is said in `RULE_OF`. */
export type ImportClass = "deny" | "dunder" | "gadget_name" | "private_stdlib" | "stdlib" | "unknown" | "allow";

export type ImportJudgement = {
  class: ImportClass;
  /** What a Python 3 loader imports: differs from the raw pair below protocol 3. */
  module: string;
  name: string;
  /** Why, in one clause. */
  why: string;
  allow?: AllowEntry;
};

const DENIED_MODULES = new Map(DENY_MODULES.flatMap((group) => group.modules.map((module) => [module, group.why])));
const DENIED_NAMES = new Map(
  DENY_NAMES.flatMap((entry) => entry.names.map((name) => [`${entry.module}.${name}`, entry.why])),
);
const ANYWHERE = new Set(DENY_ANYWHERE);
const LAST_NAMES = new Set(DENY_LAST_NAMES);
const PICKLE_LOADS = new Set(["load", "loads", "_load", "_loads", "Unpickler", "_Unpickler"]);
/** Modules with two underscores on both sides that are only places, not attributes of an object. */
const PLACES = new Set(["__main__", "__mp_main__", "__builtin__", "__future__", "__torch__"]);

/** The reason the deny list holds against `module` + `name`, or undefined. Reads no allow list. */
export function denyReason(module: string, name: string): { class: ImportClass; why: string } | undefined {
  const parts = [...module.split("."), ...name.split(".")];
  let path = "";
  for (const part of parts) {
    path = path === "" ? part : `${path}.${part}`;
    const why = DENIED_MODULES.get(path) ?? DENIED_NAMES.get(path);
    if (why !== undefined) return { class: "deny", why: `${path}: ${why}` };
  }
  const moduleParts = module.split(".").length;
  for (const [at, part] of parts.entries()) {
    if (/^__.*__$/.test(part) && !(at < moduleParts && PLACES.has(part))) {
      return { class: "dunder", why: `${part} reaches into the interpreter` };
    }
    if (at > 0 && ANYWHERE.has(part === "_pickle" ? part : part.replace(/^_+/, ""))) {
      return { class: "deny", why: `${part} is reached through ${module}` };
    }
  }
  const last = parts.at(-1) ?? "";
  if (PICKLE_LOADS.has(last) && parts.some((part) => /pickle$/i.test(part))) {
    return { class: "deny", why: `${last} of ${module} loads a further pickle` };
  }
  if (LAST_NAMES.has(last)) return { class: "gadget_name", why: `a function called ${last}` };
  return undefined;
}

const ORDER: readonly ImportClass[] = ["deny", "dunder", "gadget_name", "private_stdlib", "stdlib", "unknown", "allow"];

function judgePair(module: string, name: string): ImportJudgement {
  const allow = allowEntry(module, name);
  if (allow !== undefined) return { class: "allow", module, name, why: allow.why, allow };
  const denied = denyReason(module, name);
  if (denied !== undefined) return { class: denied.class, module, name, why: denied.why };
  const top = module.split(".")[0] ?? "";
  if (PRIVATE_STDLIB.has(top)) return { class: "private_stdlib", module, name, why: `${top} is private to Python` };
  if (STDLIB.has(top)) return { class: "stdlib", module, name, why: "of the standard library, not on the allow list" };
  return { class: "unknown", module, name, why: "not on the allow list" };
}

/**
 * Judges one import. Below protocol 3 the Python 3 name decides together with the raw one, whichever is worse: the same
 * bytes may be read by either Python.
 */
export function judgeImport(module: string, name: string, protocol: number): ImportJudgement {
  const raw = judgePair(module, name);
  if (protocol >= 3) return raw;
  const path = python3Path(module, name);
  if (path.module === module && path.name === name) return raw;
  const mapped = judgePair(path.module, path.name);
  const rawIsWorse =
    ORDER.indexOf(raw.class) < ORDER.indexOf(mapped.class) && raw.class !== "unknown" && raw.class !== "stdlib";
  return rawIsWorse ? { ...raw, module: path.module, name: path.name } : mapped;
}

type Weight = Pick<ScanEvidence, "verdict" | "severity" | "certainty"> & { rule: string };

/** What an import weighs as evidence, by whether it is called too; undefined for what is allowed. */
export function weighImport(kind: ImportClass, called: boolean): Weight | undefined {
  switch (kind) {
    case "allow":
      return undefined;
    case "deny":
      return {
        rule: "pickle.import.deny",
        verdict: "malicious",
        severity: called ? "critical" : "high",
        certainty: "certain",
      };
    case "dunder":
      return {
        rule: "pickle.import.dunder",
        verdict: "malicious",
        severity: called ? "critical" : "high",
        certainty: "certain",
      };
    case "gadget_name":
      return { rule: "pickle.import.gadget-name", verdict: "malicious", severity: "high", certainty: "likely" };
    case "private_stdlib":
      return called
        ? { rule: "pickle.import.private-stdlib", verdict: "malicious", severity: "high", certainty: "likely" }
        : { rule: "pickle.import.private-stdlib", verdict: "suspicious", severity: "medium", certainty: "likely" };
    case "stdlib":
      return { rule: "pickle.import.stdlib", verdict: "suspicious", severity: "medium", certainty: "likely" };
    case "unknown":
      return { rule: "pickle.unknown-global", verdict: "suspicious", severity: "medium", certainty: "heuristic" };
  }
}
