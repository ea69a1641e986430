import { sha256Hex } from "@/lib/domain/digest";
import type { EngineFound, EngineResult, EngineVerdict } from "@/lib/domain/engine-result";
import type { FactSite, InventoryBatch } from "@/lib/domain/inventory";
import { showText } from "@/lib/domain/text";
import { BatchBuilder } from "./batch-builder";

const MAX_RESULTS = 50_000;
const MAX_FOUND = 50;
const WORST: readonly EngineVerdict[] = ["not_covered", "clean", "not_scanned", "error", "suspicious", "malicious"];

type Draft = {
  engine: string;
  version?: string | null;
  path: string;
  digest?: string | null;
  verdict: EngineVerdict;
  found?: {
    message: string;
    module?: string | null;
    name?: string | null;
    member?: string | null;
    offset?: number | null;
  };
  at: { pointer: string } | { line: number };
};

/** Gathers what an engine's document says, one result a file: the worst verdict, and all that was found. */
export class EngineResults {
  readonly builder = new BatchBuilder();
  private readonly results = new Map<string, EngineResult>();
  private readonly digest: string;

  constructor(
    private readonly path: string,
    bytes: Uint8Array,
    note: string | null = null,
  ) {
    this.digest = sha256Hex(bytes);
    if (note !== null) this.builder.note({ path }, note);
  }

  /** Sets a record aside with the reason as one sentence. */
  drop(pointer: string, reason: string): void {
    this.builder.drop({ path: this.path, pointer }, reason);
  }

  add(draft: Draft): void {
    const path = cut(draft.path.replaceAll("\\", "/").replace(/^(\.\/)+/, ""), 4_096);
    const pointer = "pointer" in draft.at ? draft.at.pointer : `line ${draft.at.line}`;
    if (path === "") {
      this.drop(pointer, "This result names no file.");
      return;
    }
    const engine = cut(draft.engine.trim(), 80) || "unknown";
    const key = JSON.stringify([engine, path]);
    const known = this.results.get(key);
    if (!known && this.results.size >= MAX_RESULTS) {
      this.drop(pointer, `Results for more than ${MAX_RESULTS} files are not kept.`);
      return;
    }
    const found = draft.found === undefined ? [] : [foundOf(draft.found)];
    if (!known) {
      const site: FactSite = { digest: this.digest, path: this.path, ...draft.at };
      const digest = /^[0-9a-f]{64}$/.test(draft.digest ?? "") ? (draft.digest ?? null) : null;
      const version = draft.version ? cut(draft.version, 80) : null;
      this.results.set(key, { engine, version, digest, path, verdict: draft.verdict, found, site, scope: this.path });
      return;
    }
    if (known.digest === null && /^[0-9a-f]{64}$/.test(draft.digest ?? "")) known.digest = draft.digest ?? null;
    if (WORST.indexOf(draft.verdict) > WORST.indexOf(known.verdict)) {
      known.verdict = draft.verdict;
      // The place that says the worst stands for the result.
      known.site = { digest: this.digest, path: this.path, ...draft.at };
    }
    for (const one of found) {
      const same = known.found.some((other) => JSON.stringify(other) === JSON.stringify(one));
      if (!same && known.found.length < MAX_FOUND) known.found.push(one);
    }
  }

  /** The batch: results alone, and whether all of the document could be used. */
  finish(resourceType: string): InventoryBatch {
    this.builder.addEngineResults([...this.results.values()]);
    const { lost } = this.builder;
    const reason =
      lost > 0
        ? `${lost} ${lost === 1 ? "record" : "records"} could not be used; see what is set aside.`
        : this.results.size === 0
          ? "The document says nothing about any file by name."
          : null;
    const outcome = lost > 0 ? "partial" : "complete";
    return this.builder.finish([{ scope: this.path, resourceType, outcome, seen: this.results.size, reason }]);
  }
}

function foundOf(found: NonNullable<Draft["found"]>): EngineFound {
  const { message, module, name, member, offset } = found;
  return {
    message: cut(showText(message, 490), 500),
    ...(module && { module: cut(module, 500) }),
    ...(name && { name: cut(name, 500) }),
    ...(member && { member: cut(member, 1_000) }),
    ...(typeof offset === "number" && Number.isSafeInteger(offset) && offset >= 0 && { offset }),
  };
}

const cut = (text: string, max: number): string =>
  text.replaceAll("\0", "\ufffd").toWellFormed().slice(0, max).toWellFormed();

/** `file:member` apart; a drive letter, a port and a scheme are part of the file. */
export function splitMember(source: string): { path: string; member: string | null } {
  const at = source.lastIndexOf(":");
  const path = source.slice(0, at);
  const member = source.slice(at + 1);
  if (at <= 1 || member.startsWith("/") || member === "") return { path: source, member: null };
  return { path, member };
}

/** As splitMember, for a place that a position or a layer stands behind in brackets: `a.pt:data.pkl (pos 31)`. */
export function splitLocation(location: string): { path: string; member: string | null; offset: number | null } {
  const position = / \(pos (\d{1,15})\)$/.exec(location)?.[1];
  const place = splitMember(location.replace(/ \((?:pos \d+|layer: [^)]*)\)$/, ""));
  return { ...place, offset: position === undefined ? null : Number(position) };
}

/** Formats, by extension, that an engine parses well enough for its silence to mean something (measured, scanners' design). */
const COVERS: Record<string, ReadonlySet<string>> = {
  picklescan: new Set(["pkl", "pickle", "pt", "pth", "bin", "ckpt"]),
  modelscan: new Set(["pkl", "pickle"]),
  fickling: new Set(["pkl", "pickle"]),
  modelaudit: new Set(["pkl", "pickle", "pt", "pth", "bin", "ckpt", "safetensors"]),
};

/** What an engine that found nothing has said about this file: clean only where it reads such files at all. */
export function silence(engine: keyof typeof COVERS, path: string): EngineVerdict {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return COVERS[engine]?.has(extension) ? "clean" : "not_covered";
}
