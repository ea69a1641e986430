import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mcpConfigName, readMcpConfig } from "./read-config";
import { redactArgs, redactText } from "./secrets";

const bytes = (text: string) => new TextEncoder().encode(text);
function read(text: string) {
  const config = readMcpConfig(bytes(text));
  if ("refused" in config) throw new Error(config.refused);
  return config;
}
/** Made strings of the forms that issuers use; none of them is or was a credential. */
const TOKEN = `ghp_${"a1B2".repeat(9)}`;

describe("readMcpConfig", () => {
  it("reads servers of every known place with line and pointer, comments tolerated", () => {
    const config = read(`{
  // local tools
  "servers": {
    "a": { "command": "npx", "args": ["-y", "acme@1.0.0"], },
    "b/c": { "type": "http", "url": "https://mcp.example.test/mcp" },
  },
}`);
    expect(config.entries.map((e) => [e.name, e.pointer, e.line])).toEqual([
      ["a", "/servers/a", 4],
      ["b/c", "/servers/b~1c", 5],
    ]);
    expect(read('{"mcp":{"servers":{"x":{"command":"y"}}}}').entries[0]?.pointer).toBe("/mcp/servers/x");
    expect(read('{"x":{"type":"http","url":"https://a.example.test"}}').entries[0]?.pointer).toBe("/x");
  });

  it("keeps names of variables and headers, and no literal value of them", () => {
    const config = read(`{"mcpServers": {"a": {
      "command": "npx", "args": ["acme", "--api-key", "hunter2hunter2", "--url=https://u:pw@x.example.test/?token=abcdef"],
      "env": {"API_TOKEN": "${TOKEN}", "MODE": "fast-mode", "MAX_TOKENS": "4096", "KEY": "\${KEY}"},
      "headers": {"Authorization": "Bearer ${TOKEN}"},
      "note": "${TOKEN}" // old: ${TOKEN}
    }}}`);
    const [entry] = config.entries;
    expect(entry?.value).toMatchObject({
      env_names: ["API_TOKEN", "MODE", "MAX_TOKENS", "KEY"],
      headers_names: ["Authorization"],
      args: ["acme", "--api-key", "<redacted>", "--url=https://<redacted>@x.example.test/?token=<redacted>"],
    });
    expect(entry?.secrets.map((s) => `${s.in} ${s.name} ${s.line}`)).toEqual([
      "args api-key 2",
      "args argument 4 2",
      "env API_TOKEN 3",
      "headers Authorization 4",
    ]);
    const everything = JSON.stringify(config);
    for (const value of [TOKEN, "hunter2", "fast-mode", "4096", "abcdef", "u:pw"])
      expect(everything).not.toContain(value);
    expect(config.redactedText.split("\n")).toHaveLength(6);
    expect(config.redactedText).toMatch(/"\$\{KEY\}"/);
    expect(config.hasSecrets).toBe(true);
  });

  it("refuses a broken file with its line and goes on past a broken server", () => {
    expect(readMcpConfig(bytes('{"mcpServers": {\n "a": {"command": "x"'))).toMatchObject({
      refused: expect.stringMatching(/not valid JSON at line 2/),
      line: 2,
    });
    expect(readMcpConfig(bytes("[".repeat(1_000_000)))).toMatchObject({
      refused: expect.stringMatching(/nests deeper/),
    });
    const config = read('{"mcpServers": {"bad": 3, "worse": {}, "good": {"command": "x"}}}');
    expect(config.entries.map((e) => e.name)).toEqual(["good"]);
    expect(config.problems.map((p) => p.pointer)).toEqual(["/mcpServers/bad", "/mcpServers/worse"]);
    expect(read('{"mcp": []}').problems[0]?.reason).toMatch(/No MCP servers/);
  });

  it("never throws on any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("mcpServers", "servers", "mcp"), (value, key) => {
        readMcpConfig(bytes(JSON.stringify({ [key]: value })));
        readMcpConfig(
          bytes(JSON.stringify({ [key]: { a: { command: "x", args: value, env: value, headers: value } } })),
        );
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (random) => void readMcpConfig(random)));
  });
});

describe("hostile sizes", () => {
  it.each([
    ["a list of half a million", `{"mcpServers":{"a":{"command":"x","args":[${"1,".repeat(400_000)}1]}}}`],
    [
      "many servers",
      `{"mcpServers":{${Array.from({ length: 20_000 }, (_, i) => `"s${i}":{"command":"npx"}`).join(",")}}}`,
    ],
    ["half tokens", `{"mcpServers":{"a":{"command":"x","note":"${"eyJ-".repeat(250_000)}"}}}`],
    ["a long scheme", `{"mcpServers":{"a":{"command":"x","args":["${"a".repeat(900_000)}://"]}}}`],
    ["a long git name", `{"mcpServers":{"a":{"command":"npx","args":["git+https://x/${"a.git@".repeat(100_000)} "]}}}`],
  ])(
    "%s ends in time",
    (_, text) => {
      const start = performance.now();
      expect(readMcpConfig(bytes(text))).toHaveProperty("entries");
      // Far above what it takes on a busy machine, far below what quadratic work would.
      expect(performance.now() - start).toBeLessThan(30_000);
    },
    60_000,
  );
});

describe("names and secrets", () => {
  it("knows configurations by name", () => {
    expect(
      [".mcp.json", "a/.cursor/mcp.json", "claude_desktop_config.json", "x/mcp_config.json"].map(mcpConfigName),
    ).toEqual(Array(4).fill("config"));
    expect([
      mcpConfigName(".vscode/settings.json"),
      mcpConfigName("settings.json"),
      mcpConfigName("amcp.json"),
    ]).toEqual(["settings", null, null]);
  });

  it("leaves package specs, digests, commits and references alone", () => {
    const kept = [
      "@acme/server@1.2.3",
      `acme/mcp@sha256:${"0f".repeat(32)}`,
      `git+https://github.com/acme/mcp@${"a1".repeat(20)}`,
      "https://mcp.example.test/mcp?mode=fast",
      "--token=$TOKEN",
      "/srv/data/projects",
    ];
    expect(redactArgs(kept)).toEqual({ args: kept, redacted: [] });
    expect(redactText("https://x.example.test/s/abcdefghijklmnop1234567890abcdefgh/mcp")).toBe(
      "https://x.example.test/s/<redacted>/mcp",
    );
  });
});
