import type { ConnectorManifest } from "./connector";
import { manifest as demo } from "./demo/manifest";
import { manifest as document } from "./document/manifest";
import { manifest as folder } from "./folder/manifest";
import { manifest as push } from "./push/manifest";

/** What can be connected, for screens and services: no connector's code comes along. Sorted by id. */
export const CONNECTOR_MANIFESTS = [demo, document, folder, push] as const satisfies readonly ConnectorManifest[];

/** The manifest of a connector by its id; undefined where there is none. */
export function connectorManifest(id: string): ConnectorManifest | undefined {
  return CONNECTOR_MANIFESTS.find((manifest) => manifest.id === id);
}
