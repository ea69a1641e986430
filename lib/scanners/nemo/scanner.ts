import { outward } from "../member-part";
import { emptyPart, type PartScan } from "../part-scan";
import type { ScanContext, Scanner } from "../scan-context";
import { isTar, readTar } from "../tar-reader/archive";
import { isFile, type TarEntry } from "../tar-reader/entry";
import { judgeConfig } from "./config";
import { manifest } from "./manifest";

const CONFIG = /(^|\/)[^/]*(model_config|hparams)\.ya?ml$/i;
const MAX_CONFIG_BYTES = 4 << 20;

async function configsOf(context: ScanContext): Promise<TarEntry[]> {
  if (!isTar(context)) return [];
  const { entries } = await readTar(context.source, context.limits.maxEntries);
  return entries.filter((entry) => isFile(entry) && CONFIG.test(entry.name));
}

async function matches(context: ScanContext): Promise<boolean> {
  return (await configsOf(context)).length > 0;
}

/** The `tar` scanner walks the members; this one reads what the configuration makes NeMo build. */
async function scan(context: ScanContext): Promise<PartScan> {
  const out = emptyPart("nemo");
  for (const entry of await configsOf(context)) {
    if (entry.size > MAX_CONFIG_BYTES) {
      out.reasons.push("limit");
      continue;
    }
    const text = (await context.source.read(entry.dataOffset, entry.size)).toString("utf8");
    const { evidence, problem } = judgeConfig(text);
    const member = { label: entry.label, at: entry.dataOffset, compressed: false };
    out.evidence.push(...evidence.map((item) => outward(item, member)));
    if (problem === undefined) continue;
    out.reasons.push("malformed");
    out.evidence.push({
      rule: "nemo.config",
      verdict: "error",
      severity: "medium",
      certainty: "certain",
      offset: entry.dataOffset,
      member: entry.label,
      message: "The configuration cannot be read as YAML",
    });
  }
  return out;
}

export const nemoScanner: Scanner = { manifest, matches, scan };
