import type { JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { listOf, objectOf, step, textOf, versionOf } from "../json-access";
import type { BomContext, Read } from "./context";
import { readPurl } from "./keys";
import { licenceOf } from "./licences";
import { variantOfText, variantOfWord } from "./lineage-words";
import { propertiesOf } from "./properties";

/** The SHA-256 digests of a record; hashes of a wrong form are noted, other algorithms are no identity here. */
function digestsOf(record: JsonObject, pointer: string, note: (p: string, r: string) => void): string[] {
  return listOf(record.hashes).flatMap((entry, i) => {
    const hash = objectOf(entry);
    if (textOf(hash.alg)?.toUpperCase() !== "SHA-256") return [];
    const content = textOf(hash.content)?.toLowerCase() ?? "";
    if (/^[0-9a-f]{64}$/.test(content)) return [content];
    const where = step(step(step(pointer, "hashes"), i), "content");
    note(where, `"${showText(content, 80)}" is not a SHA-256 digest of 64 hex digits.`);
    return [];
  });
}

/** Reads the fields that every type of component has; what is malformed is noted and read as absent. */
export function readCommon(ctx: BomContext, record: JsonObject, pointer: string, name: string, type: string): Read {
  const note = (at: string, reason: string) => ctx.builder.note(ctx.site(at), reason);
  const version = versionOf(record.version);
  const written = textOf(record.purl);
  const purl = written === null ? null : readPurl(written, version);
  if (written !== null && purl === null)
    note(step(pointer, "purl"), `"${showText(written, 120)}" is not a package URL.`);
  const properties = propertiesOf(record, pointer);
  const pedigree = objectOf(record.pedigree);
  return {
    record,
    pointer,
    type,
    group: textOf(record.group),
    name,
    version,
    purl,
    properties,
    digests: digestsOf(record, pointer, note),
    license: licenceOf(record.licenses, pointer, note),
    variant:
      variantOfWord(properties.get("faultline:relation")?.value ?? null) ??
      variantOfText(textOf(pedigree.notes)) ??
      null,
  };
}
