import type { CollectedFile, FactSite, InventoryBatch } from "@/lib/domain/inventory";

/** A batch whose paths begin at the estate's root instead of at one folder of it; scopes keep their names over the runs. */
export function withPrefix(batch: InventoryBatch, prefix: string): InventoryBatch {
  const site = (s: FactSite): FactSite => ({ ...s, path: prefix + s.path });
  return {
    ...batch,
    assets: batch.assets.map((a) => ({ ...a, site: site(a.site) })),
    edges: batch.edges.map((e) => ({ ...e, site: site(e.site) })),
    quarantined: batch.quarantined.map((q) => ({ ...q, path: prefix + q.path })),
  };
}

export function filesWithPrefix(files: readonly CollectedFile[], prefix: string): CollectedFile[] {
  return files.map((f) => ({ ...f, path: prefix + f.path }));
}
