import type { Role } from "@/lib/domain/access";
import type { CollectedFile, InventoryBatch, RawPage } from "@/lib/domain/inventory";
import type { SourceCategory } from "@/lib/domain/run";

/** Client-safe description of a connector: what it is, what it reads, what it needs. */
export type ConnectorManifest = {
  id: string;
  label: string;
  category: SourceCategory;
  summary: string;
  reads: string[];
  fields: { name: string; label: string; help: string; required: boolean; placeholder: string }[];
};

/** What a connector is handed. `keepPage` stores a raw page before anything is made of it. */
export type CollectContext = {
  config: Record<string, string>;
  keepPage(page: RawPage): Promise<void>;
  progress(done: number, total: number | null, now: string | null): Promise<void>;
  signal: AbortSignal;
};

/** One whole collection. `at` is the collection's own time where the connector states one (a replay), else null. */
export type Collection = {
  /** Stable name of this run where the connector states one, e.g. a replay's; null = the service makes one. */
  runKey: string | null;
  at: string | null;
  /** The estate's fixed clock for ages and freshness, stated only by replays of recorded estates. */
  clock: string | null;
  /** Words shown on every screen while this source exists, e.g. that the estate is invented. */
  label: string | null;
  batch: InventoryBatch;
  files: CollectedFile[];
};

export type Connector = {
  manifest: ConnectorManifest;
  /** Named checks with the fix beside each failure; reads nothing but what it needs to answer. */
  test(config: Record<string, string>): Promise<{ name: string; ok: boolean; fix: string | null }[]>;
  /** One or more collections in time order (a live source yields one; a replay may hold several runs). */
  collect(ctx: CollectContext): AsyncIterable<Collection>;
  /** People that a recorded estate brings along to sign in as; live sources bring nobody. */
  people?(): Promise<{ name: string; email: string; role: Role }[]>;
  /** Opens a collected file's bytes for the scanners, by the path of the collection. */
  openFile(config: Record<string, string>, path: string): Promise<{ absolutePath: string }>;
};
