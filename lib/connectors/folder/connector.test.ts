import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { InventoryBatch, type RawPage } from "@/lib/domain/inventory";
import type { Collection } from "../connector";
import { connector } from "./connector";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "folder-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), content);
}

async function collect(
  config: Record<string, string> = {},
  progress: (now: string | null) => Promise<void> = async () => {},
): Promise<Collection & { pages: Map<string, RawPage> }> {
  const pages = new Map<string, RawPage>();
  const ctx = {
    config: { path: root, label: "lab", ...config },
    keepPage: async (page: RawPage) => void pages.set(page.path, page),
    progress: (_done: number, _total: number | null, now: string | null) => progress(now),
    signal: new AbortController().signal,
  };
  for await (const found of connector.collect(ctx)) {
    InventoryBatch.parse(found.batch);
    return { ...found, pages };
  }
  throw new Error("nothing was collected");
}

const edges = ({ batch }: Collection) =>
  batch.edges.map((e) => `${e.from} ${e.relation}${e.variant ? `/${e.variant}` : ""} ${e.to} ${e.class}`).sort();
const kinds = ({ batch }: Collection) => batch.assets.map((a) => `${a.kind} ${a.name}`).sort();
const outcomes = ({ batch }: Collection) => batch.scopes.map((s) => `${s.resourceType} ${s.outcome} ${s.seen}`);

describe("models", () => {
  it("finds a model by its files, with digest, card, adapter and lineage", async () => {
    await put("base/model.safetensors", "weights of the base");
    await put("tuned/adapter_model.bin", "weights of the adapter");
    await put("tuned/adapter_config.json", '{"base_model_name_or_path": "../base"}');
    await put("tuned/config.json", '{"auto_map": {"AutoModel": "code.Model"}}');
    await put(
      "tuned/README.md",
      "---\nlicense: apache-2.0\nbase_model: acme/other\ndatasets:\n- acme/claims\n---\n# Tuned\n## Intended use\n## Limitations\n",
    );
    const found = await collect();
    const base = sha256Hex("weights of the base");
    const tuned = sha256Hex("weights of the adapter");
    const baseKey = `file:lab/base@${sha256Hex(`model.safetensors\0${base}\n`)}`;
    const tunedKey = `file:lab/tuned@${sha256Hex(`adapter_model.bin\0${tuned}\n`)}`;
    const model = found.batch.assets.find((a) => a.key === tunedKey);
    expect(model).toMatchObject({ kind: "model", subtype: "adapter", name: "tuned", class: "observed" });
    expect(model?.props).toMatchObject({
      name_key: "file:lab/tuned",
      license: "apache-2.0",
      base_ref: "../base",
      formats: ["bin"],
      requires_remote_code: true,
      has_card: true,
      card_sections: ["intended_use", "limits", "base_model"],
      digests: [tuned],
    });
    expect(found.batch.assets.find((a) => a.key === baseKey)?.props).toMatchObject({
      has_card: false,
      requires_remote_code: null,
    });
    expect(edges(found).filter((e) => !e.includes("contains"))).toEqual([
      `${tunedKey} derived_from/adapter ${baseKey} observed`,
      `${tunedKey} derived_from/adapter pkg:huggingface/acme/other declared`,
      `${tunedKey} trained_on pkg:huggingface/datasets/acme/claims declared`,
    ]);
    expect(edges(found)).toContain(`${baseKey} contains sha256:${base} verified`);
    expect(found.files.map((f) => f.path)).toEqual([
      "base/model.safetensors",
      "tuned/README.md",
      "tuned/adapter_config.json",
      "tuned/adapter_model.bin",
      "tuned/config.json",
    ]);
    expect(outcomes(found)).toEqual(["model complete 2", "plugin complete 0", "document complete 0"]);
  });

  it("knows weights by their first bytes and takes a pipeline's parts as one model", async () => {
    await put("plain/notes.txt", "hello");
    await put("odd/blob", new Uint8Array([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]));
    await put("pipe/model_index.json", "{}");
    await put("pipe/unet/a.safetensors", "a");
    await put("pipe/vae/b.safetensors", "b");
    const found = await collect();
    expect(kinds(found).filter((k) => k.startsWith("model"))).toEqual(["model odd", "model pipe"]);
    expect(found.batch.assets.find((a) => a.name === "odd")?.props.formats).toEqual(["gguf"]);
  });

  it("keeps every page whose digest a site names, and the listing first", async () => {
    await put("m/model.pt", "x");
    await put("m/README.md", "# M");
    await put(
      "bom.json",
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"l","version":"1"}]}',
    );
    await put(".mcp.json", '{"mcpServers":{"s":{"command":"npx","args":["acme"]}}}');
    const found = await collect();
    const digests = new Set([...found.pages.values()].map((p) => p.digest));
    for (const page of found.pages.values()) expect(sha256Hex(page.bytes)).toBe(page.digest);
    for (const { site } of [...found.batch.assets, ...found.batch.edges]) expect(digests.has(site.digest)).toBe(true);
    expect([...found.pages.keys()][0]).toBe("lab/listing.json");
    expect(JSON.parse(new TextDecoder().decode(found.pages.get("lab/listing.json")?.bytes))).toEqual({
      folder: "lab",
      files: [
        { path: ".mcp.json", sizeBytes: 54, sha256: null },
        { path: "bom.json", sizeBytes: 104, sha256: null },
        { path: "m/README.md", sizeBytes: 3, sha256: sha256Hex("# M") },
        { path: "m/model.pt", sizeBytes: 1, sha256: sha256Hex("x") },
      ],
    });
  });
});

describe("MCP configurations", () => {
  it("become servers with what they start and where they stand", async () => {
    await put(
      "home/.cursor/mcp.json",
      '{\n "mcpServers": {\n  "notes": {"command": "npx", "args": ["-y", "@acme/notes@1.2.3"], "env": {"T": "v"}},\n  "far": {"url": "https://mcp.example.test/sse"}\n }\n}',
    );
    const found = await collect({ host: "wks-1" });
    const key = "lab@home/.cursor/mcp.json#/mcpServers/notes";
    expect(edges(found)).toEqual([
      `${key} hosted_on host:wks-1 observed`,
      `${key} uses pkg:npm/%40acme/notes@1.2.3 observed`,
    ]);
    const notes = found.batch.assets.find((a) => a.key === key);
    expect(notes?.site).toMatchObject({ path: "home/.cursor/mcp.json", pointer: "/mcpServers/notes", line: 3 });
    expect(notes?.props).toMatchObject({ transport: "stdio", env_names: ["T"], secrets: [] });
    expect(found.batch.edges.find((e) => e.relation === "uses")?.props).toEqual({
      ref: "1.2.3",
      resolved: "1.2.3",
      site: "home/.cursor/mcp.json:3",
    });
    expect(found.batch.assets.find((a) => a.name === "far")?.props).toMatchObject({ transport: "sse", launcher: null });
    expect((await collect()).batch.assets.some((a) => a.kind === "infra")).toBe(false);
  });

  it("leave no secret in facts, pages or notes", async () => {
    const token = `sk-${"Zz9".repeat(12)}`;
    await put("mcp.json", `{"servers":{"a":{"command":"npx","args":["x","--key","${token}"],"env":{"K":"${token}"}}}}`);
    await put("b/mcp.json", `{"servers":{"a":{"command":"npx","args":["${token}"`);
    const found = await collect();
    const pages = [...found.pages.values()].map((p) => new TextDecoder().decode(p.bytes)).join("\n");
    expect(pages + JSON.stringify(found.batch)).not.toContain(token);
    expect(pages).not.toContain(sha256Hex(token));
    expect(found.batch.assets[0]?.props.secrets).toHaveLength(2);
    expect(found.batch.quarantined).toMatchObject([{ path: "b/mcp.json", pointer: "line 1" }]);
    expect(outcomes(found)[1]).toBe("plugin partial 1");
  });
});

describe("what goes wrong", () => {
  it("sets broken files aside by path and reads the rest", async () => {
    await put("m/model.bin", "x");
    await put("m/config.json", "{ not json");
    await put("m/README.md", "---\na: [\n---\n# Training data\n");
    await put("half.cdx.json", '{"bomFormat":"CycloneDX","components":[');
    await put(
      "good.bom.json",
      '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"l"}]}',
    );
    const found = await collect();
    expect(found.batch.quarantined.map((q) => q.path).sort()).toEqual([
      "half.cdx.json",
      "m/README.md",
      "m/config.json",
    ]);
    expect(found.batch.assets.find((a) => a.kind === "model")?.props.card_sections).toEqual(["training_data"]);
    expect(kinds(found)).toContain("package l");
    expect(outcomes(found)).toEqual(["model complete 1", "plugin complete 0", "document partial 1"]);
  });

  it("does not follow links out of the folder, and reads files linked inside it", async () => {
    const outside = await mkdtemp(path.join(tmpdir(), "outside-"));
    await writeFile(path.join(outside, "secret.bin"), "x");
    await put("blobs/one", new Uint8Array([0x47, 0x47, 0x55, 0x46]));
    await mkdir(path.join(root, "snap"));
    await symlink("../blobs/one", path.join(root, "snap/model.gguf"));
    await symlink(outside, path.join(root, "away"));
    await symlink(path.join(outside, "secret.bin"), path.join(root, "away.bin"));
    await symlink(".", path.join(root, "snap/loop"));
    const found = await collect();
    expect(kinds(found).filter((k) => k.startsWith("model"))).toEqual(["model snap"]);
    expect(found.batch.quarantined.map((q) => `${q.path} ${/out of/.test(q.reason)}`)).toEqual([
      "away true",
      "away.bin true",
      "snap/loop false",
    ]);
    expect(outcomes(found)[0]).toBe("model complete 1");
    await expect(connector.openFile({ path: root }, "away.bin")).rejects.toMatchObject({ code: "not_found" });
    await expect(connector.openFile({ path: root }, "../x")).rejects.toMatchObject({ code: "not_found" });
    expect((await connector.openFile({ path: root }, "snap/model.gguf")).absolutePath).toMatch(/blobs.one$/);
    await rm(outside, { recursive: true });
  });

  it("is partial where a file goes away while it is read", async () => {
    await put("a/model.bin", "x");
    await put("b/model.bin", "y");
    const found = await collect({}, async (now) => {
      if (now === "a/model.bin") await rm(path.join(root, "b/model.bin"));
    });
    expect(outcomes(found)).toEqual(["model partial 1", "plugin partial 0", "document partial 0"]);
    expect(found.batch.scopes[0]?.reason).toMatch(/"b\/model\.bin" cannot be read/);
  });

  it.skipIf(process.getuid?.() === 0)(
    "is partial with the path named where a directory may not be listed",
    async () => {
      await put("open/model.bin", "x");
      await put("shut/model.bin", "x");
      await chmod(path.join(root, "shut"), 0);
      const found = await collect();
      await chmod(path.join(root, "shut"), 0o700);
      expect(outcomes(found)[0]).toBe("model partial 1");
      expect(found.batch.quarantined[0]?.path).toBe("shut");
    },
  );

  it("fails with a sentence and no facts where there is no folder", async () => {
    const missing = await collect({ path: path.join(root, "nowhere") });
    expect(outcomes(missing)).toEqual(["model failed 0", "plugin failed 0", "document failed 0"]);
    expect(missing.batch.scopes[0]?.reason).toBe(
      "The folder cannot be read: it is not there. Check the path of this source.",
    );
    await put("file", "x");
    expect(outcomes(await collect({ path: path.join(root, "file") }))[0]).toBe("model failed 0");
    expect(outcomes(await collect({ path: "relative" }))[0]).toBe("model failed 0");
    expect(await connector.test({ path: path.join(root, "nowhere") })).toMatchObject([{ ok: true }, { ok: false }]);
    expect((await connector.test({ path: root })).every((check) => check.ok)).toBe(true);
  });
});

const corpus = path.resolve(import.meta.dirname, "../../../../shared/corpora/mcp-configs");

describe.skipIf(!existsSync(corpus))("real MCP configurations", () => {
  it("are all read, from the folder as it is", async () => {
    const found = await collect({ path: corpus });
    expect((await readdir(corpus)).length).toBeGreaterThan(3);
    const servers = found.batch.assets.filter((a) => a.kind === "plugin").map((a) => a.name);
    expect(servers).toContain("canary-project-fixture-mcp");
    expect(servers).toContain("data-table-infinite");
    for (const entry of found.batch.quarantined) expect(entry.reason).toMatch(/\.$/);
  });
});
