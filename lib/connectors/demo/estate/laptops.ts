import { hash } from "node:crypto";
import { jsonText } from "./runs";

type Server = { command: string; args: string[]; env?: Record<string, string> } | { type: "http"; url: string };

const SHIPYARD_DIGEST = hash("sha256", "larkmoor shipyard-mcp image", "hex");

/** What each laptop's assistant starts. Three of the entries name no exact version. */
const LAPTOPS: Record<string, Record<string, Server>> = {
  "wks-ml-07": {
    // No version: each start runs what was published last.
    ledgerlink: { command: "npx", args: ["-y", "@ledgerlink/mcp"] },
    shipyard: {
      command: "docker",
      args: ["run", "-i", "--rm", `registry.larkmoor.example/tools/shipyard-mcp@sha256:${SHIPYARD_DIGEST}`],
    },
  },
  "wks-dx-02": {
    webgrab: { command: "uvx", args: ["webgrab-mcp"] },
    deskfiles: { command: "npx", args: ["-y", "@deskfiles/mcp@1.4.2", "~"] },
  },
  "wks-ca-03": {
    sheetbridge: { command: "docker", args: ["run", "-i", "--rm", "sheetbridge/mcp:latest"] },
    memopad: { command: "npx", args: ["-y", "memopad-mcp@0.3.1"] },
  },
  "wks-cv-05": {
    sahl: { command: "npx", args: ["-y", "sahl-mcp@1.2.0"] },
    tabscrape: { command: "uvx", args: ["tabscrape-mcp@2.1.0"] },
  },
  "wks-ca-01": {
    "claims-tools": { type: "http", url: "https://claims-tools.claims.larkmoor.example/mcp" },
  },
};

/** Laptops whose agent has not reported since 26 October. */
export const SILENT_LAPTOPS = ["wks-ph-04", "wks-do-06"] as const;

export function laptopNames(): string[] {
  return Object.keys(LAPTOPS).sort();
}

/** Path under `laptops/` and bytes of each assistant's configuration: alike in both runs. */
export function laptopConfigs(): Map<string, Buffer> {
  return new Map(
    laptopNames().map((host) => [`${host}/.mcp.json`, jsonText({ mcpServers: LAPTOPS[host] ?? {} })] as const),
  );
}
