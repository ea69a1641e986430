import type { Json } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, textOf, versionOf } from "../json-access";
import { SPEC_VERSIONS } from "./manifest";

const SCHEMA = /cyclonedx\.org\/schema\/bom-(\d+\.\d+)/i;

/** Whether a parsed document calls itself CycloneDX, by `bomFormat` or by `$schema`. */
export function recognise(value: Json): boolean {
  if (!isObject(value)) return false;
  return textOf(value.bomFormat)?.toLowerCase() === "cyclonedx" || SCHEMA.test(textOf(value.$schema) ?? "");
}

/** The version the document states, or a sentence why it cannot be read. */
export function specVersionOf(value: Json): { version: string } | { refused: string } {
  const supported = `Versions ${SPEC_VERSIONS[0]} to ${SPEC_VERSIONS.at(-1)} are read.`;
  const stated = isObject(value)
    ? (versionOf(value.specVersion) ?? SCHEMA.exec(textOf(value.$schema) ?? "")?.[1] ?? null)
    : null;
  if (stated === null) return { refused: `The CycloneDX document states no specVersion. ${supported}` };
  if ((SPEC_VERSIONS as readonly string[]).includes(stated)) return { version: stated };
  return { refused: `CycloneDX ${showText(stated, 20)} is not known. ${supported}` };
}
