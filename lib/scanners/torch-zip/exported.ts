import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { parseJson } from "../json-text";
import type { ScanContext } from "../scan-context";
import type { ZipArchive, ZipEntry } from "../zip-reader/entry";
import { openMember } from "../zip-reader/member";

const CONFIG = /(^|\/)data\/(weights|constants)\/model\w*_(weights|constants)_config\.json$/;
const MAX_CONFIG_BYTES = 32 << 20;
const NATIVE = /\.(so|dll|dylib|cubin|ptx|hsaco|spv|exe)$/i;

/** Members that the index of `torch.export`'s weights names as raw tensors. What it says is a pickle is not among them. */
export async function exportedWeights(context: ScanContext, archive: ZipArchive): Promise<Set<string>> {
  const out = new Set<string>();
  for (const entry of archive.entries) {
    if (!CONFIG.test(entry.name)) continue;
    const folder = entry.name.slice(0, entry.name.lastIndexOf("/") + 1);
    for (const path of await rawPaths(context, entry)) out.add(folder + path);
  }
  return out;
}

async function rawPaths(context: ScanContext, entry: ZipEntry): Promise<string[]> {
  const opened = await openMember(context, entry);
  if (opened === null || opened.failure !== undefined || opened.source.size > MAX_CONFIG_BYTES) return [];
  const index = parseJson(await opened.source.read(0, opened.source.size));
  const rows = Object.values(record(record(index).config));
  return rows.flatMap((row) => {
    const { path_name: path, use_pickle: pickled } = record(row);
    return typeof path === "string" && pickled === false ? [path] : [];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Compiled code beside a model runs as whoever loads it. */
export function nativeCode(archive: ZipArchive): ScanEvidence[] {
  return archive.entries
    .filter((entry) => NATIVE.test(entry.name))
    .slice(0, 50)
    .map((entry) => ({
      rule: "torch.native-code",
      verdict: "suspicious",
      severity: "high",
      certainty: "certain",
      offset: entry.headerOffset,
      member: entry.label,
      message: showText(`${entry.name} is compiled code that a loader may run`, 400),
    }));
}
