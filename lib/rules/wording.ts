import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { GraphAsset } from "@/lib/graph/graph";

const NAME_LENGTH = 40;

/** A name from outside, safe to stand in a title: at most 40 characters. */
export function shortName(asset: GraphAsset): string {
  return showText(asset.name, NAME_LENGTH);
}

/** A value from outside as a quoted part of a sentence: at most 40 characters, shown as what it is. */
export function quoted(value: string): string {
  return `"${showText(value, NAME_LENGTH)}"`;
}

/** "a, b and 3 more": at most three names. */
export function nameList(assets: readonly GraphAsset[]): string {
  const shown = assets.slice(0, 3).map(shortName);
  const rest = assets.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  const last = shown.at(-1) ?? "nothing";
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}

const SUBTYPE_WORDS: Record<string, string> = {
  mcp_server: "MCP server",
  vector_db: "vector database",
  job_dashboard: "job dashboard",
  training_job: "training job",
  tracking_server: "tracking server",
  knowledge_base: "knowledge base",
};

/** What an asset is, in words for a sentence: "endpoint", "MCP server", "package". */
export function nounOf(asset: GraphAsset): string {
  if (asset.kind === "infra" || asset.kind === "plugin")
    return SUBTYPE_WORDS[asset.subtype] ?? asset.subtype.replaceAll("_", " ");
  return KIND_LABEL[asset.kind].one;
}

/** A list of words as a sentence part: "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
}

/** The verb that agrees with a count: `agrees(2, "loads", "load")` is "load". */
export function agrees(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
