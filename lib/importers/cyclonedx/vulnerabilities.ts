import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, listOf, nameOf, objectOf, shapeOf, step, textOf } from "../json-access";
import type { BomContext, Known } from "./context";
import { packageSubtype, readPurl } from "./keys";
import { flagOf, numberOf, propertiesOf } from "./properties";

const METHODS = ["CVSSv4", "CVSSv31", "CVSSv3"];

/** The rating that counts: of the newest CVSS present, the highest score; null where no CVSS score stands. */
function ratingOf(record: JsonObject): { score: number; severity: string | null; vector: string | null } | null {
  const ratings = listOf(record.ratings).map(objectOf);
  for (const method of METHODS) {
    const scored = ratings.flatMap((r) =>
      textOf(r.method) === method && typeof r.score === "number" && r.score >= 0 && r.score <= 10
        ? [{ score: r.score, severity: textOf(r.severity), vector: textOf(r.vector) }]
        : [],
    );
    if (scored.length > 0) return scored.reduce((best, r) => (r.score > best.score ? r : best));
  }
  return null;
}

function advisorySubtype(id: string): string {
  if (/^CVE-/i.test(id)) return "cve";
  if (/^GHSA-/i.test(id)) return "ghsa";
  return /^MAL-/i.test(id) ? "malware" : "osv";
}

function advisoryProps(record: JsonObject, pointer: string): JsonObject {
  const rating = ratingOf(record);
  const properties = propertiesOf(record, pointer);
  const severity =
    rating?.severity ??
    listOf(record.ratings)
      .map((r) => textOf(objectOf(r).severity))
      .find((s) => s !== null);
  return {
    cvss: rating?.score ?? null,
    severity: severity ?? null,
    vector: rating?.vector ?? null,
    description: (textOf(record.description) ?? textOf(record.detail))?.slice(0, 1_000) ?? null,
    recommendation: textOf(record.recommendation)?.slice(0, 500) ?? null,
    fixed_in: properties.get("faultline:fixed_in")?.value ?? null,
    kev_at: properties.get("faultline:kev_at")?.value ?? null,
    epss: numberOf(properties, "faultline:epss"),
    exploited: flagOf(properties, "faultline:exploited"),
    published: textOf(record.published),
    updated: textOf(record.updated),
    rejected: textOf(record.rejected),
    cwes: listOf(record.cwes)
      .filter((c) => typeof c === "number")
      .slice(0, 20),
    source: nameOf(record.source),
  };
}

/** A ref of this document, with or without its BOM-Link; or the purl inside a link to another document. */
function affectedAsset(ctx: BomContext, ref: string, pointer: string): Known | null {
  const here = ctx.refs.get(ref);
  if (here) return here;
  const link = /^urn:cdx:([0-9a-f-]{36})\/\d+#(.*)$/is.exec(ref);
  const fragment = link ? decodeFragment(link[2] ?? "") : ref;
  if (link && `urn:bom:urn:uuid:${link[1]}`.toLowerCase() === ctx.bomUrn.toLowerCase()) {
    const local = ctx.refs.get(fragment);
    if (local) return local;
  }
  const purl = fragment.startsWith("pkg:") ? readPurl(fragment.split("#")[0] ?? "", null) : null;
  if (!purl) return null;
  const model = purl.type === "huggingface" || purl.type === "mlflow";
  const kind = model ? "model" : "package";
  const subtype = model ? "unknown" : packageSubtype(purl.type);
  const props = { name_key: purl.nameKey, by_reference: true };
  const site = ctx.site(pointer);
  const key = ctx.builder.asset({ key: purl.key, kind, subtype, name: purl.nameKey, class: "declared", props, site });
  if (key === null) return null;
  return { key, kind, name: purl.nameKey, pointer, variant: null, evaluation: false, autoPull: null };
}

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text itself is then the best reading.
    return text;
  }
}

function affectedProps(record: JsonObject, affected: JsonObject): JsonObject {
  const analysis = objectOf(record.analysis);
  const versions = listOf(affected.versions).map(objectOf);
  const fixed = versions.filter((v) => textOf(v.status) === "unaffected").flatMap((v) => textOf(v.version) ?? []);
  return {
    vex_state: textOf(analysis.state),
    vex_justification: textOf(analysis.justification),
    vex_detail: textOf(analysis.detail)?.slice(0, 500) ?? null,
    ranges: versions.slice(0, 50).flatMap((v) => {
      const range = textOf(v.range) ?? textOf(v.version);
      return range === null ? [] : [{ range, status: textOf(v.status) ?? "affected" }];
    }),
    fixed_in: fixed[0] ?? null,
  };
}

function readOne(ctx: BomContext, record: JsonObject, pointer: string): void {
  const id = textOf(record.id);
  if (id === null) {
    ctx.builder.drop(ctx.site(pointer), "A vulnerability has no id.");
    return;
  }
  const key = ctx.builder.asset({
    key: id,
    aliases: listOf(record.references).flatMap((r) => textOf(objectOf(r).id) ?? []),
    kind: "advisory",
    subtype: advisorySubtype(id),
    name: id,
    class: "declared",
    props: advisoryProps(record, pointer),
    site: ctx.site(pointer),
  });
  if (key === null) return;
  ctx.seen += 1;
  listOf(record.affects).forEach((entry, i) => {
    const at = step(step(pointer, "affects"), i);
    const affected = objectOf(entry);
    const ref = textOf(affected.ref);
    const asset = ref === null ? null : affectedAsset(ctx, ref, step(at, "ref"));
    if (asset === null) {
      const said = ref === null ? "has no ref" : `names "${showText(ref, 160)}", which no record of this document has`;
      ctx.builder.note(ctx.site(step(at, "ref")), `${showText(id, 60)}: what it affects ${said}.`);
      return;
    }
    const props = affectedProps(record, affected);
    ctx.builder.edge({
      from: asset.key,
      relation: "affected_by",
      to: key,
      class: "declared",
      props,
      site: ctx.site(at),
    });
  });
}

/** Reads vulnerabilities: an advisory each, and an edge from every asset it says it affects. */
export function readVulnerabilities(ctx: BomContext, value: Json | undefined): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    ctx.builder.drop(ctx.site("/vulnerabilities"), `vulnerabilities is ${shapeOf(value)}, not a list.`);
    return;
  }
  value.forEach((entry, i) => {
    const at = step("/vulnerabilities", i);
    if (isObject(entry)) readOne(ctx, entry, at);
    else ctx.builder.drop(ctx.site(at), `A vulnerability is ${shapeOf(entry)}, not an object.`);
  });
}
