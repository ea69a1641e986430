import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { connectorManifest } from "./manifests";
import { CONNECTORS } from "./registry";

describe("registry", () => {
  it("lists every connector folder under its own name, each once", () => {
    const here = import.meta.dirname;
    const folders = readdirSync(here).filter((entry) => statSync(path.join(here, entry)).isDirectory());
    expect(CONNECTORS.map((entry) => entry.manifest.id).sort()).toEqual(folders.sort());
  });

  it("loads the connector that the manifest promises", async () => {
    for (const entry of CONNECTORS) expect((await entry.load()).manifest).toBe(entry.manifest);
    expect(connectorManifest("folder")?.label).toBe("Folder");
    expect(connectorManifest("nothing")).toBeUndefined();
  });
});
