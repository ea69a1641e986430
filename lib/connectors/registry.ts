import type { Connector, ConnectorManifest } from "./connector";
import { CONNECTOR_MANIFESTS } from "./manifests";

/** How each connector's code is fetched, only when it is asked for: its SDK stays out of every other path. */
const LOADS: Record<string, () => Promise<Connector>> = {
  demo: async () => (await import("./demo/connector")).connector,
  document: async () => (await import("./document/connector")).connector,
  folder: async () => (await import("./folder/connector")).connector,
  push: async () => (await import("./push/connector")).connector,
};

/** Every connector: its manifest at once, its code on demand. A manifest without code is a defect a test finds. */
export const CONNECTORS: readonly { manifest: ConnectorManifest; load: () => Promise<Connector> }[] =
  CONNECTOR_MANIFESTS.map((manifest) => ({
    manifest,
    load: async () => {
      const load = LOADS[manifest.id];
      if (!load) throw new Error(`Connector ${manifest.id} has a manifest and no code`);
      return load();
    },
  }));

/** Loads a connector by its id; null where there is none. */
export async function connectorById(id: string): Promise<Connector | null> {
  const entry = CONNECTORS.find((c) => c.manifest.id === id);
  return entry ? entry.load() : null;
}
