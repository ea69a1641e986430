import type { Connector, ConnectorManifest } from "./connector";
import { manifest as demo } from "./demo/manifest";
import { manifest as document } from "./document/manifest";
import { manifest as folder } from "./folder/manifest";

/** Every connector: its manifest at once, for any screen; its code only when it is asked for. Sorted by id. */
export const CONNECTORS: readonly { manifest: ConnectorManifest; load: () => Promise<Connector> }[] = [
  { manifest: demo, load: async () => (await import("./demo/connector")).connector },
  { manifest: document, load: async () => (await import("./document/connector")).connector },
  { manifest: folder, load: async () => (await import("./folder/connector")).connector },
];

/** The manifest of a connector by its id; undefined where there is none. */
export function connectorManifest(id: string): ConnectorManifest | undefined {
  return CONNECTORS.find((entry) => entry.manifest.id === id)?.manifest;
}

/** Loads a connector by its id; null where there is none. */
export async function connectorById(id: string): Promise<Connector | null> {
  const entry = CONNECTORS.find((c) => c.manifest.id === id);
  return entry ? entry.load() : null;
}
