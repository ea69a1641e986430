import { z } from "zod";
import { ASSET_KINDS, ASSET_SUBTYPES, EXPOSURES } from "@/db/enums";
import { wordsOf } from "./codes";
import type { FaultLine } from "./fault-line";

export const AssetKind = z.enum(wordsOf(ASSET_KINDS));
export type AssetKind = z.infer<typeof AssetKind>;

export const Exposure = z.enum(wordsOf(EXPOSURES));
export type Exposure = z.infer<typeof Exposure>;

/** How sensitive (D) or business-critical (C) something is: 0 least, 4 most. */
export const Level = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Level = z.infer<typeof Level>;

/** The mark an asset wears. A finding's fault line is its rule's, not its asset's. */
export const KIND_FAULT_LINE: Record<AssetKind, FaultLine> = {
  model: "model",
  dataset: "data",
  artifact: "model",
  plugin: "plugin",
  package: "infrastructure",
  image: "infrastructure",
  infra: "infrastructure",
  pipeline: "infrastructure",
  repo: "infrastructure",
  identity: "infrastructure",
  origin: "data",
  advisory: "infrastructure",
  attestation: "model",
  system: "infrastructure",
};

export const KIND_LABEL: Record<AssetKind, { one: string; many: string }> = {
  model: { one: "model", many: "models" },
  dataset: { one: "dataset", many: "datasets" },
  artifact: { one: "file", many: "files" },
  plugin: { one: "plugin", many: "plugins" },
  package: { one: "package", many: "packages" },
  image: { one: "image", many: "images" },
  infra: { one: "infrastructure", many: "infrastructure" },
  pipeline: { one: "pipeline", many: "pipelines" },
  repo: { one: "repository", many: "repositories" },
  identity: { one: "identity", many: "identities" },
  origin: { one: "origin", many: "origins" },
  advisory: { one: "advisory", many: "advisories" },
  attestation: { one: "attestation", many: "attestations" },
  system: { one: "system", many: "systems" },
};

/** Files are counted apart; advisories and attestations are not assets in any count (vocabulary §2). */
export const UNCOUNTED_KINDS: readonly AssetKind[] = ["artifact", "advisory", "attestation"];

/** What blast radius counts (vocabulary §4). */
export const BLAST_KINDS: readonly AssetKind[] = ["model", "dataset", "plugin", "image", "pipeline", "infra"];

/** True when the subtype stands in the kind's list. */
export function isSubtype(kind: AssetKind, subtype: string): boolean {
  return (ASSET_SUBTYPES[kind] as readonly string[]).includes(subtype);
}
