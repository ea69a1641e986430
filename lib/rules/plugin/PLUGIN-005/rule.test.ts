import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/domain/json";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { failureOf, population, results } from "../../testing/judge";
import { PLUGIN_005 } from "./rule";

const NPX = { tool: "npx", package: "@ledgerlink/mcp", ref: null, pinned: false, why: "no version" };

function estate(launcher: JsonObject | null, level = "write", env: string | null = "prod") {
  return tinyGraph(
    {
      ledgerlink: { is: "plugin/mcp_server", props: { transport: "stdio", ...(launcher ? { launcher } : {}) } },
      pkg: { is: "package/npm", key: "pkg:npm/%40ledgerlink/mcp" },
      laptop: { is: "infra/workstation" },
      person: { is: "identity/user" },
      group: { is: "identity/group" },
      mlflow: { is: "infra/tracking_server", env },
      remote: { is: "plugin/mcp_server", props: { transport: "http", url: "https://mcp.example" } },
    },
    [
      ["ledgerlink", "uses", "pkg"],
      ["ledgerlink", "hosted_on", "laptop"],
      ["laptop", "runs_as", "person"],
      ["person", "can_assume", "group"],
      ["group", "can_access", "mlflow", { variant: level }],
    ],
  );
}

describe("PLUGIN-005", () => {
  it("is high where the host's identity can change production, and draws the way", () => {
    const made = estate(NPX);
    const failure = failureOf(PLUGIN_005, made, "ledgerlink");
    expect(failure).toMatchObject({
      severity: "high",
      threat: "incident",
      identity: null,
      title: "The ledgerlink MCP server starts whatever was published last",
      fix: { key: "PLUGIN-005|npx|@ledgerlink/mcp" },
      path: ["ledgerlink", "laptop", "person", "group", "mlflow"].map(made.id),
    });
    expect(failure.evidenceIds.slice(0, 2)).toEqual(["ev:ledgerlink-uses-pkg", "ev:ledgerlink"]);
    expect(failure.evidenceIds).toContain("ev:group-can_access-mlflow");
  });

  it("is medium where it can only read, or where nothing is production", () => {
    expect(failureOf(PLUGIN_005, estate(NPX, "read"), "ledgerlink").severity).toBe("medium");
    expect(failureOf(PLUGIN_005, estate(NPX, "admin", null), "ledgerlink").severity).toBe("medium");
  });

  it("shares one fix among the configurations that start one package", () => {
    const docker = { tool: "docker", package: "sheetbridge", ref: "latest", pinned: false };
    const failure = failureOf(PLUGIN_005, estate(docker), "ledgerlink");
    expect(failure.fix.key).toBe("PLUGIN-005|docker|sheetbridge");
    expect(failure.message).toContain('at "latest", which can change');
    expect(failure.fix.steps[0]?.text).toContain("digest");
  });

  it("passes pinned commands and local programs", () => {
    expect(results(PLUGIN_005, estate({ ...NPX, ref: "2.3.1", pinned: true }), "ledgerlink")).toEqual(["pass"]);
    expect(
      results(PLUGIN_005, estate({ tool: "python", package: null, ref: null, pinned: false }), "ledgerlink"),
    ).toEqual(["pass"]);
  });

  it("is inconclusive without the command or without a word on its version", () => {
    expect(results(PLUGIN_005, estate(null), "ledgerlink")).toEqual(["inconclusive not_observed"]);
    expect(results(PLUGIN_005, estate({ tool: "uvx" }), "ledgerlink")).toEqual(["inconclusive not_observed"]);
  });

  it("does not apply to remote servers", () => {
    expect(population(PLUGIN_005, estate(NPX))).toEqual(["ledgerlink"]);
  });
});
