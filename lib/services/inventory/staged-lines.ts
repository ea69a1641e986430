import "server-only";
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import { isSubtype } from "@/lib/domain/asset";
import { hash64 } from "@/lib/domain/digest";
import { canonicalJson } from "@/lib/domain/json";
import { InventoryRecord, type RecordEdge } from "@/lib/domain/record";
import { showText } from "@/lib/domain/text";
import { storable } from "../rows";

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/** Where a fact stands: the raw page's id (null when it is not kept) and the spot in it. */
export type Site = readonly [pageId: number | null, spot: string];

/**
 * One line of a staged chunk. `high` and `low` are the halves of the hash of its record as sent; `sites` is the second line
 * of our own chunks (the asset's site, then one an edge); a pushed line is its own site.
 */
export type StagedLine = { high: number; low: number; text: Buffer; sites: Buffer | null; line: number; spot: Site };

/** A chunk of our own: record and sites line by line, gzip'd. */
export function packChunk(records: readonly { record: InventoryRecord; sites: readonly Site[] }[]): Promise<Buffer> {
  const lines = records.map((r) => `${JSON.stringify(r.record)}\n${JSON.stringify(r.sites)}\n`);
  return zip(lines.join(""), { level: 1 });
}

/** Any other staged document, gzip'd JSON. */
export const packJson = (value: unknown): Promise<Buffer> => zip(JSON.stringify(value), { level: 1 });

/** The lines of a chunk's plain bytes; `page` is the raw page that a pushed chunk is, null for our own. Empty lines are passed over. */
export function* stagedLines(body: Buffer, page: number | null, firstLine: number): Generator<StagedLine> {
  let at = 0;
  for (let n = 0; at < body.length; n++) {
    const text = nextLine(body, at);
    at += text.length + 1;
    let sites: Buffer | null = null;
    if (page === null) {
      sites = nextLine(body, at);
      at += sites.length + 1;
    }
    if (text.length === 0 || (text.length === 1 && text[0] === 13)) continue;
    const digest = hash("sha256", text, "buffer");
    yield {
      high: digest.readInt32BE(0),
      low: digest.readInt32BE(4),
      text,
      sites,
      line: firstLine + n,
      spot: [page, `L${n + 1}`],
    };
  }
}

function nextLine(body: Buffer, at: number): Buffer {
  const end = body.indexOf(10, at);
  return body.subarray(at, end < 0 ? body.length : end);
}

export const openChunk = (body: Buffer): Promise<Buffer> => unzip(body);

export type ParsedLine = { record: InventoryRecord; site: Site; edgeSites: readonly Site[] | null };

/** The record of a line, or the sentence that says what is wrong with it and where in it. */
export function parseLine(line: StagedLine): ParsedLine | { wrong: string } {
  let value: unknown;
  const text = line.text.toString("utf8");
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: "This line is not one JSON object. Write one record a line, without line breaks inside." };
  }
  // Only an escape can bring in what Postgres text cannot hold: UTF-8 itself has no half characters.
  if (text.includes("\\u")) value = storable(value);
  if (line.sites !== null) {
    const sites = JSON.parse(line.sites.toString("utf8")) as Site[];
    return { record: value as InventoryRecord, site: sites[0] ?? [null, ""], edgeSites: sites.slice(1) };
  }
  const read = InventoryRecord.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    const where = issue && issue.path.length > 0 ? `/${issue.path.join("/")}` : "";
    return { wrong: `${showText(where || "The record", 200)}: ${showText(issue?.message ?? "is not a record", 200)}.` };
  }
  const { kind, subtype } = read.data;
  if (!isSubtype(kind, subtype))
    return { wrong: `/subtype: “${showText(subtype, 60)}” is no subtype of ${kind}; see the record format.` };
  return { record: read.data, site: line.spot, edgeSites: null };
}

/** The key and edges of a line that parseLine took before: its words need no second check, only their defaults. */
export function parseEdges(
  line: StagedLine,
): Pick<InventoryRecord, "key" | "edges"> & Pick<ParsedLine, "site" | "edgeSites"> {
  const text = line.text.toString("utf8");
  const value = JSON.parse(text) as { key: string; edges?: Partial<RecordEdge>[] };
  const { key, edges = [] } = text.includes("\\u") ? storable(value) : value;
  const sites = line.sites ? (JSON.parse(line.sites.toString("utf8")) as Site[]) : null;
  return {
    key,
    edges: edges.map((e) => ({
      relation: e.relation as RecordEdge["relation"],
      variant: e.variant ?? null,
      to: e.to ?? "",
      class: e.class ?? "declared",
      props: e.props ?? {},
    })),
    site: sites?.[0] ?? line.spot,
    edgeSites: sites?.slice(1) ?? null,
  };
}

/** What asset_obs keeps of a record: everything it says of the asset itself. */
export type ObsDoc = Omit<InventoryRecord, "key" | "scope" | "resourceType" | "edges">;

function docOf(record: InventoryRecord): ObsDoc {
  const { aliases, kind, subtype, name, class: cls, owner, env, data, criticality, props } = record;
  return { aliases, kind, subtype, name, class: cls, owner, env, data, criticality, props };
}

/** The merged row's own hash: two equal rows need no write. */
export function mergedHash(m: {
  kind: number;
  subtype: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  attrs: unknown;
}): bigint {
  return hash64(canonicalJson([m.kind, m.subtype, m.name, m.owner, m.env, m.data, m.criticality, m.attrs]));
}

export type RecordHashes = { doc: string; h: bigint; eh: bigint; mh: bigint };

/** Content, adjacency and merged-row hashes of a record. Where it stands is no part of them, so a moved line changes nothing. */
export function hashRecord(record: InventoryRecord): RecordHashes {
  const doc = canonicalJson(docOf(record));
  const edges = record.edges.map((e) =>
    canonicalJson([e.relation, e.variant, e.to, EVIDENCE_CLASSES[e.class], e.props]),
  );
  return {
    doc,
    h: hash64(`${record.scope}\n${record.resourceType}\n${doc}`),
    // Sorted, so that the order in which a source lists edges means nothing.
    eh: edges.length === 0 ? 0n : hash64(edges.sort().join("\n")),
    mh: mergedHash({
      kind: ASSET_KINDS[record.kind],
      subtype: record.subtype,
      name: record.name,
      owner: record.owner,
      env: record.env,
      data: record.data,
      criticality: record.criticality,
      attrs: attrsOf(record.props),
    }),
  };
}

/** Merged properties of a single description: "known by reference" is said only where it is so. */
export function attrsOf(props: InventoryRecord["props"]): InventoryRecord["props"] {
  if (!("by_reference" in props) || props.by_reference === true) return props;
  const { by_reference: _, ...rest } = props;
  return rest;
}
