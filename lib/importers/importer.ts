import type { InventoryBatch } from "@/lib/domain/inventory";
import type { LabelNames } from "@/lib/importers/label-names";

/** Client-safe description of a kind of document. */
export type ImporterManifest = { id: string; label: string };

type ImportOptions = { labels: LabelNames };

/** A document is read whole, with its broken records in quarantine, or refused with one sentence. */
export type ImportResult = { batch: InventoryBatch } | { refused: string };

/** Reads one kind of document. `read` is pure and never throws, whatever the bytes; `path` names the document in sites. */
export type Importer = {
  manifest: ImporterManifest;
  read(path: string, bytes: Uint8Array, options: ImportOptions): ImportResult;
  /**
   * What the document is about, in words that stay the same from one version of it to the next; null where it does not
   * say. Two documents of one file name are the same source only when they are about the same thing.
   */
  subject(bytes: Uint8Array): string | null;
};
