import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendRange, startServer, type TestServer } from "@/lib/bytes/testing/file-server";
import { benign, systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { type CheckArguments, checkCommand } from "./check";

const COMMIT = "d".repeat(40);
const servers: TestServer[] = [];
beforeEach(() => vi.stubEnv("HF_TOKEN", undefined));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});

type Hub = { files?: Record<string, Buffer>; info?: object; known?: string[]; down?: boolean };

/** A hub of our own: one repository acme/net, and what else it knows by path. */
async function hubOf({
  files = { "model.pkl": benign() },
  info = {},
  known = ["/api/organizations/acme/overview"],
  down,
}: Hub) {
  const server = await startServer((q, r) => {
    const path = (q.url ?? "").split("?")[0] ?? "";
    const json = (value: unknown) => r.end(JSON.stringify(value));
    if (/\/api\/models\/acme\/net\/revision\//.test(path))
      return json({ id: "acme/net", sha: COMMIT, tags: [], cardData: { license: "mit" }, ...info });
    if (path.endsWith(`/tree/${COMMIT}`))
      return json(Object.entries(files).map(([name, body]) => ({ type: "file", path: name, size: body.length })));
    if (known.includes(path)) return json({ isVerified: false });
    if (down && path.startsWith("/api/")) return r.writeHead(500).end();
    const body = files[path.split(`/resolve/${COMMIT}/`)[1] ?? ""];
    return body ? sendRange(q, r, body) : r.writeHead(404).end();
  });
  servers.push(server);
  vi.stubEnv("HF_ENDPOINT", server.origin);
}

async function check(args: Partial<CheckArguments> = {}) {
  let text = "";
  let words = "";
  const code = await checkCommand(
    {
      target: "hf://acme/net",
      format: "json",
      estate: false,
      allowHost: servers.map((server) => server.host),
      ...args,
    },
    { stdout: { write: (part) => (text += part) }, stderr: { write: (part) => (words += part) } },
  );
  type Answer = { answer: string; points: { id: string; state: string; sentence: string }[] };
  const json = () => JSON.parse(text) as Answer;
  return { code, text, words, json, state: (id: string) => json().points.find((point) => point.id === id)?.state };
}

describe("faultline check", () => {
  it("passes a clean model of a living publisher, and names the commit that was judged", async () => {
    await hubOf({});
    const { code, json, state } = await check();
    expect([code, json().answer, state("publisher"), state("licence"), state("estate")]).toEqual([
      0,
      "passed",
      "note",
      "passed",
      "unknown",
    ]);
    expect(json().points.find((point) => point.id === "version")?.sentence).toContain(COMMIT);
    expect((await check({ target: `hf://acme/net@${COMMIT}` })).state("version")).toBe("passed");
  });

  it("denies malicious bytes and a publisher that is gone", async () => {
    await hubOf({ files: { "model.pkl": systemCall() } });
    expect((await check()).code).toBe(1);
    await hubOf({ known: [] });
    const gone = await check();
    expect([gone.code, gone.state("publisher")]).toEqual([1, "denied"]);
  });

  it("does not take a hub that fails for a publisher that is gone", async () => {
    await hubOf({ known: [], down: true });
    const { code, state } = await check();
    expect([code, state("publisher")]).toEqual([0, "unknown"]);
  });

  it("warns of a moved name, a missing base, code of its own and a licence that limits", async () => {
    await hubOf({
      files: { "model.pkl": benign(), "config.json": Buffer.from('{"auto_map":{"AutoModel":"modeling.Net"}}') },
      info: {
        id: "other/net",
        tags: ["base_model:finetune:acme/base"],
        cardData: { license: "cc-by-nc-4.0", base_model: "acme/base" },
      },
    });
    const { code, state, text } = await check();
    expect([code, state("repository"), state("lineage"), state("code"), state("licence")]).toEqual([
      3,
      "warned",
      "warned",
      "warned",
      "warned",
    ]);
    expect(text).toContain("config.json: modeling.Net");
    expect(text).toContain("It is a finetune of acme/base");
  });

  it("answers for a person, and for a target that is no hub's", async () => {
    await hubOf({ files: { "model.pkl": systemCall() } });
    const table = await check({ format: "table" });
    expect(table.text).toContain("DENIED      scan        1 of 1 file is malicious.");
    expect(table.text).toContain("Do not use it.");
    const server = await startServer((q, r) => sendRange(q, r, benign()));
    servers.push(server);
    const plain = await check({ target: `${server.origin}/m.pkl` });
    expect([plain.code, plain.state("origin")]).toEqual([0, "unknown"]);
  });

  it("says what is wrong with the target", async () => {
    await hubOf({});
    expect(await check({ target: "hf://acme" })).toMatchObject({ code: 4, text: "" });
    expect((await check({ target: "/nowhere/at/all" })).words).toContain("there is no such file or folder");
    const missing = await check({ target: "hf://acme/none" });
    expect([missing.code, missing.state("scan")]).toEqual([2, "error"]);
  });
});
