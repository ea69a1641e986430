import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAULT_LINES } from "@/db/enums";
import { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import { evaluateRules } from "./evaluate";
import { RULES, rulesetVersion } from "./registry";

const here = fileURLToPath(new URL(".", import.meta.url));
const folders = Object.keys(FAULT_LINES).flatMap((line) =>
  readdirSync(`${here}/${line}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ line, id: entry.name, files: readdirSync(`${here}/${line}/${entry.name}`) })),
);

describe("the catalogue", () => {
  it("registers every folder under its own name and fault line, once, in id order", () => {
    expect(RULES.map((r) => `${r.faultLine}/${r.id}`).sort()).toEqual(folders.map((f) => `${f.line}/${f.id}`).sort());
    const ids = RULES.map((r) => r.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(folders)("$id has a rule and a test", ({ files }) => {
    expect(files).toEqual(expect.arrayContaining(["rule.ts", "rule.test.ts"]));
  });

  it.each(RULES.map((r) => [r.id, r] as const))(
    "%s says what it checks, why, how to fix it and what it maps to",
    (_, rule) => {
      const prefix = { data: "DATA", model: "MODEL", plugin: "PLUGIN", infrastructure: "INFRA" }[rule.faultLine];
      expect(rule.id.startsWith(`${prefix}-`)).toBe(true);
      expect(rule.title.length).toBeGreaterThan(10);
      expect(rule.risk).toMatch(/\.$/);
      expect(rule.reads.length).toBeGreaterThan(0);
      expect(rule.references.length).toBeGreaterThan(0);
      const controls = Object.values(rule.controls);
      expect(controls.length).toBeGreaterThan(0);
      for (const ids of controls) expect(ids.length).toBeGreaterThan(0);
    },
  );

  it("names its set by rules and versions alone", () => {
    expect(rulesetVersion()).toMatch(/^[0-9a-f]{64}$/);
    expect(rulesetVersion()).toBe(rulesetVersion());
  });
});

// One estate in which every rule fails, with names as long and as deceptive as they come.
const LONG = `${"x".repeat(60)}\u202egnp.exe`;
const hostile = tinyGraph(
  {
    data: { is: "dataset/corpus", name: `${LONG}d`, props: { license: null, source_urls: [] } },
    base: { is: "model/base", name: `${LONG}b`, props: { license: "cc-by-nc-4.0" } },
    other: { is: "model/base", name: `${LONG}o` },
    m: { is: "model/finetune", name: `${LONG}m`, props: { license: "mit", has_card: false } },
    file: { is: "artifact/weights", name: `${LONG}f`, props: { scan: { verdict: "malicious", formats: ["pickle"] } } },
    w: { is: "infra/job_dashboard", name: `${LONG}w`, props: { state: "running" } },
    p: {
      is: "plugin/mcp_server",
      name: `${LONG}p`,
      props: { launcher: { tool: "npx", package: LONG, pinned: false } },
    },
    lib: { is: "package/pypi", name: `${LONG}l` },
    adv: { is: "advisory/cve", props: { cvss: 9.9 } },
  },
  [
    ["m", "derived_from", "base", { variant: "finetune", class: "observed" }],
    ["m", "derived_from", "other", { variant: "finetune", class: "declared" }],
    ["m", "trained_on", "data"],
    ["m", "contains", "file"],
    ["w", "loads", "m"],
    ["w", "uses", "lib"],
    ["lib", "affected_by", "adv"],
  ],
);

describe("every failure", () => {
  const { findings } = evaluateRules(hostile.graph, RULES);

  it("comes from every rule in an estate that breaks all of them", () => {
    expect(new Set(findings.map((f) => f.ruleId))).toEqual(new Set(RULES.map((r) => r.id)));
  });

  it.each(findings.map((f) => [f.ruleId, f] as const))(
    "of %s can stand on a screen and in a ticket",
    (ruleId, finding) => {
      expect(finding.title.length).toBeLessThanOrEqual(90);
      const words = JSON.stringify([finding.title, finding.message, finding.fix.title, finding.fix.steps]);
      expect(words).not.toContain("\u202e");
      expect(finding.title).not.toMatch(/sha256|pkg:|[A-Z]+-\d{3}/);
      expect(finding.evidenceIds.length).toBeGreaterThan(0);
      expect(finding.path[0]).toBe(finding.assetId);
      expect(finding.fix.key.startsWith(`${ruleId}|`)).toBe(true);
      expect(finding.fix.steps.length).toBeGreaterThanOrEqual(3);
      expect(finding.fix.steps.at(-1)?.title).toBe("Prove it");
    },
  );
});
