import { z } from "zod";
import { ENGINE_VERDICTS } from "@/db/enums";
import { wordsOf } from "./codes";
import { FactSite } from "./fact-site";

export const EngineVerdict = z.enum(wordsOf(ENGINE_VERDICTS));
export type EngineVerdict = z.infer<typeof EngineVerdict>;

/** One thing that an engine found. Text is hostile. */
export const EngineFound = z.object({
  message: z.string().max(500),
  module: z.string().max(500).optional(),
  name: z.string().max(500).optional(),
  member: z.string().max(1_000).optional(),
  offset: z.number().int().nonnegative().optional(),
});
export type EngineFound = z.infer<typeof EngineFound>;

/** What another engine says of one file, as its document says it, in our words. */
export const EngineResult = z.object({
  engine: z.string().min(1).max(80),
  version: z.string().max(80).nullable(),
  /** sha256 of the bytes that it looked at; null where the document names the file alone. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** The file as the document names it, forward slashes. */
  path: z.string().min(1).max(4_096),
  verdict: EngineVerdict,
  found: z.array(EngineFound).max(50),
  site: FactSite,
  scope: z.string(),
});
export type EngineResult = z.infer<typeof EngineResult>;

/** Engines that share their lists or their code count as one (vocabulary §1); any other is a family of its own. */
const FAMILIES: Record<string, string> = {
  faultline: "faultline",
  picklescan: "picklescan",
  modelscan: "picklescan",
  "hub pickle scan": "picklescan",
  fickling: "fickling",
  modelaudit: "modelaudit",
  clamav: "antivirus",
  "hub antivirus": "antivirus",
};

export function engineFamily(engine: string): string {
  const name = engine.trim().toLowerCase();
  return Object.hasOwn(FAMILIES, name) ? (FAMILIES[name] ?? name) : name;
}

/** An engine's word on a file of the estate, as rules and screens read it. */
export const EngineWord = z.object({
  engine: z.string(),
  version: z.string().nullable(),
  family: z.string(),
  verdict: EngineVerdict,
  /** True: the document states the digest of these very bytes. False: it was matched by the file's name alone. */
  sameBytes: z.boolean(),
  /** Imports that it names, as `module name`. */
  imports: z.array(z.string()),
  found: z.string().nullable(),
  evidenceId: z.string().nullable(),
});
export type EngineWord = z.infer<typeof EngineWord>;

const SYSTEM_MODULES = new Set(["posix", "nt"]);

/** `module name` as engines can be compared by it: os.system is posix.system on one machine and nt.system on another. */
export function importWord(module: string, name: string): string {
  return `${SYSTEM_MODULES.has(module) ? "os" : module} ${name}`;
}

/**
 * The engines of other families that call the file malicious and surely looked at the same bytes: by digest, or because they
 * name an import that our own scan found too. One word for each family.
 */
export function confirmingEngines(ownImports: readonly string[], engines: readonly EngineWord[]): EngineWord[] {
  const own = new Set(ownImports);
  const sure = engines.filter(
    (word) =>
      word.verdict === "malicious" &&
      word.family !== "faultline" &&
      (word.sameBytes || word.imports.some((one) => own.has(one))),
  );
  return [...new Map(sure.map((word) => [word.family, word])).values()];
}

/** Whether two verdicts on one file say the same in kind; null where either says nothing about the file. */
export function agree(own: string | null, other: EngineVerdict): boolean | null {
  const kind = (verdict: string | null): "bad" | "clean" | null =>
    verdict === "malicious" || verdict === "suspicious" ? "bad" : verdict === "clean" ? "clean" : null;
  const [a, b] = [kind(own), kind(other)];
  return a === null || b === null ? null : a === b;
}
