import type { CollectedFile, FactSite, InventoryBatch } from "@/lib/domain/inventory";

/** A batch whose paths begin at the estate's root instead of at one folder of it; scopes keep names without the run. */
export function withPrefix(batch: InventoryBatch, prefix: string, scopePrefix: string): InventoryBatch {
  const site = (s: FactSite): FactSite => ({ ...s, path: prefix + s.path });
  return {
    assets: batch.assets.map((a) => ({ ...a, site: site(a.site) })),
    edges: batch.edges.map((e) => ({ ...e, site: site(e.site) })),
    scopes: batch.scopes.map((s) => ({ ...s, scope: scopePrefix + s.scope })),
    quarantined: batch.quarantined.map((q) => ({ ...q, path: prefix + q.path })),
  };
}

export function filesWithPrefix(files: readonly CollectedFile[], prefix: string): CollectedFile[] {
  return files.map((f) => ({ ...f, path: prefix + f.path }));
}
