import { sha256Hex } from "@/lib/domain/digest";
import type { InventoryBatch } from "@/lib/domain/inventory";
import type { JsonObject } from "@/lib/domain/json";
import type { LabelNames } from "@/lib/importers/label-names";
import { BatchBuilder } from "../batch-builder";
import type { Importer, ImportResult } from "../importer";
import { isObject, listOf, objectOf, textOf } from "../json-access";
import { readJsonDocument } from "../json-document";
import { readComponent, readComponents } from "./components";
import { BomContext } from "./context";
import { readDependencies } from "./dependencies";
import { groupedName } from "./keys";
import { manifest } from "./manifest";
import { linkLineage } from "./pedigree";
import { labelsOf, propertiesOf } from "./properties";
import { recognise, specVersionOf } from "./recognise";
import { readServices } from "./services";
import { readVulnerabilities } from "./vulnerabilities";

function finish(ctx: BomContext, bom: JsonObject): InventoryBatch {
  const { lost } = ctx.builder;
  const empty = ctx.seen === 0 && lost === 0;
  const reason =
    lost > 0
      ? `${lost} ${lost === 1 ? "record" : "records"} could not be used; see what is set aside.`
      : empty
        ? "The document lists no components, services or vulnerabilities."
        : null;
  const complete = lost === 0;
  if (typeof bom.bomFormat === "string" && bom.bomFormat !== "CycloneDX") {
    ctx.builder.note(ctx.site("/bomFormat"), 'bomFormat is not "CycloneDX"; the document is read by its $schema.');
  }
  return ctx.builder.finish([
    { scope: ctx.path, resourceType: manifest.id, outcome: complete ? "complete" : "partial", seen: ctx.seen, reason },
  ]);
}

/** Facts of a parsed CycloneDX document. Pure; the order of passes lets any record be referred to from anywhere. */
function normalize(
  bom: JsonObject,
  source: { path: string; digest: string; note: string | null },
  labels: LabelNames,
): InventoryBatch {
  const serial = textOf(bom.serialNumber);
  const ctx = new BomContext(
    new BatchBuilder(),
    source.path,
    source.digest,
    `urn:bom:${serial ?? source.digest}`,
    labels,
  );
  if (source.note !== null) ctx.builder.note(ctx.site(""), source.note);
  const metadata = objectOf(bom.metadata);
  ctx.operations = listOf(metadata.lifecycles).some((l) => textOf(objectOf(l).phase) === "operations");
  ctx.defaults = labelsOf(propertiesOf(metadata, "/metadata"), labels, (at, reason) => {
    ctx.builder.note(ctx.site(at), reason);
  });
  if (metadata.component !== undefined) readComponent(ctx, metadata.component, "/metadata/component", null);
  readComponents(ctx, bom.components, "/components", null);
  readServices(ctx, bom.services, "/services");
  // The list grows while relatives that are written only inside a pedigree are read.
  for (const entry of ctx.lineage) linkLineage(ctx, entry.component, entry.known);
  readDependencies(ctx, bom.dependencies);
  readVulnerabilities(ctx, bom.vulnerabilities);
  return finish(ctx, bom);
}

/** Reads a CycloneDX JSON document of any supported version. Refuses with a sentence; never throws. */
function read(path: string, bytes: Uint8Array, options: { labels: LabelNames }): ImportResult {
  const document = readJsonDocument(bytes);
  if ("refused" in document) return document;
  if (!isObject(document.value) || !recognise(document.value)) return { refused: "The file is no CycloneDX document." };
  const version = specVersionOf(document.value);
  if ("refused" in version) return version;
  const source = { path, digest: sha256Hex(bytes), note: document.note };
  return { batch: normalize(document.value, source, options.labels) };
}

/** The component that the BOM describes, without its version; else the BOM's own serial number, shortened. */
function subject(bytes: Uint8Array): string | null {
  const document = readJsonDocument(bytes);
  if ("refused" in document || !isObject(document.value)) return null;
  const component = objectOf(objectOf(document.value.metadata).component);
  const name = textOf(component.name);
  if (name !== null) return groupedName(textOf(component.group), name);
  return /^urn:uuid:([0-9a-f]{8})/i.exec(textOf(document.value.serialNumber) ?? "")?.[1] ?? null;
}

export const importer: Importer = { manifest, read, subject };
