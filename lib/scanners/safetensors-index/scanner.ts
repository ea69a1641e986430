import { found, malformed } from "../found";
import { brokenJson, claimJson, type JsonText, readJson } from "../json/read";
import { type JsonNode, member, membersOf, pointerOf } from "../json/value";
import { emptyPart, type PartScan } from "../part-scan";
import { escapes } from "../paths";
import type { ScanContext, Scanner } from "../scan-context";
import { manifest } from "./manifest";

const MAX_EVIDENCE = 200;
const NUMBERED = /^(.*?)-(\d{1,9})-of-(\d{1,9})(\.[\w.]+)$/;
const PICKLES = /\.(bin|pt|pth|pkl|pickle|ckpt)$/i;

const INDEX_NAME = /\.(safetensors|bin)\.index(\.[\w-]+)?\.json$/i;

async function matches({ source, head, name }: ScanContext): Promise<boolean> {
  const read = await readJson(source, head);
  if (read.kind === "json") return member(read.root, "weight_map") !== undefined || INDEX_NAME.test(name);
  return read.kind === "broken" && (/"weight_map"\s*:/.test(read.start) || INDEX_NAME.test(name));
}

async function scan({ source, head, name }: ScanContext): Promise<PartScan> {
  const out = emptyPart("shard-index");
  const read = await readJson(source, head);
  if (read.kind === "broken") out.evidence.push(brokenJson("index.json", out, read));
  if (read.kind !== "json") return out;
  claimJson(out, source.size, read);
  const maps = membersOf(read.root, "weight_map");
  const entries = maps.flatMap((map) => (map.kind === "object" ? map.members : []));
  if (entries.length === 0) {
    out.reasons.push("malformed");
    out.evidence.push(malformed("index.no-shards", 0, "The index names no shard", "/weight_map"));
    return out;
  }
  const shards = new Map<string, { node: JsonNode; pointer: string; tensors: number }>();
  for (const { key, value } of entries) {
    const pointer = pointerOf({ step: key, up: { step: "weight_map", up: null } });
    if (value.kind !== "string") {
      out.reasons.push("malformed");
      out.evidence.push(
        malformed("index.shard-name", read.byteAt(value.at), `Tensor ${key} is given no shard's name`, pointer),
      );
    } else {
      const known = shards.get(value.value);
      if (known === undefined) shards.set(value.value, { node: value, pointer, tensors: 1 });
      else known.tensors += 1;
    }
    if (out.evidence.length > MAX_EVIDENCE) break;
  }
  for (const [shard, place] of shards) {
    if (out.evidence.length > MAX_EVIDENCE) break;
    judgeShard(out, read, shard, place, /safetensors/i.test(name));
  }
  missingShards(out, [...shards.keys()]);
  return out;
}

function judgeShard(
  out: PartScan,
  json: JsonText,
  shard: string,
  { node, pointer, tensors }: { node: JsonNode; pointer: string; tensors: number },
  safe: boolean,
): void {
  const say = (rule: string, verdict: "malicious" | "suspicious", message: string, refs?: string[]) =>
    out.evidence.push(
      found({
        rule,
        verdict,
        severity: verdict === "malicious" ? "high" : "medium",
        offset: json.byteAt(node.at),
        pointer,
        count: tensors,
        message,
        ...(refs !== undefined && { refs }),
      }),
    );
  const why = escapes(shard);
  if (why !== undefined)
    say("index.shard-escape", "malicious", `The shard ${shard} lies outside the model: ${why}`, ["CWE-22"]);
  else if (shard.trim() === "" || shard.endsWith("/"))
    say("index.shard-name", "suspicious", `${JSON.stringify(shard)} is no file's name`);
  else if (safe && PICKLES.test(shard)) {
    say("index.shard-format", "suspicious", `An index of safetensors names ${shard}, which loads as a pickle`, [
      "CWE-502",
    ]);
  } else if (!/\.\w+$/.test(shard))
    say("index.shard-name", "suspicious", `The shard ${shard} has no format in its name`);
}

/** Shards numbered `…-00002-of-00005` must all be named: one that is not would be loaded by nobody and checked by nobody. */
function missingShards(out: PartScan, names: readonly string[]): void {
  const sets = new Map<string, { total: number; seen: Set<number> }>();
  for (const name of names) {
    const [, stem = "", number = "", total = "", ending = ""] = NUMBERED.exec(name) ?? [];
    if (total === "") continue;
    const key = `${stem}\n${total}\n${ending}`;
    const set = sets.get(key) ?? { total: Number(total), seen: new Set<number>() };
    set.seen.add(Number(number));
    sets.set(key, set);
  }
  for (const [key, { total, seen }] of sets) {
    const within = [...seen].filter((n) => n >= 1 && n <= total).length;
    if (within === total && seen.size === total) continue;
    out.reasons.push("malformed");
    const stem = key.slice(0, key.indexOf("\n"));
    const message = `The index names ${within} of the ${total} shards of ${stem}`;
    out.evidence.push(malformed("index.missing-shard", 0, message, "/weight_map"));
  }
}

export const safetensorsIndexScanner: Scanner = { manifest, matches, scan };
