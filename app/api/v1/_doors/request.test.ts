import { describe, expect, it } from "vitest";
import { FaultlineError } from "@/lib/domain/errors";
import { FindingQuery, RiskQuery } from "@/lib/domain/views/queries";
import { EvidenceId, NumberId, TextId } from "./define";
import { readDocument, readJson, readParams, readQuery } from "./request";

const thrown = async (work: () => unknown): Promise<FaultlineError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};
const query = (text: string) => readQuery(RiskQuery, new URLSearchParams(text));
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://127.0.0.1/api/v1/x", { method: "POST", body, headers });
const JSON_TYPE = { "content-type": "application/json" };

describe("filters of a URL", () => {
  it("take a comma list and a repeated key alike", () => {
    expect(query("band=Critical,High")).toEqual(query("band=Critical&band=High"));
    expect(query("band=Critical,High").band).toEqual(["Critical", "High"]);
  });

  it("keep a comma that stands in a repeated key", () => {
    expect(query("owner=Search, EU&owner=Pay").owner).toEqual(["Search, EU", "Pay"]);
  });

  it("fill in the page size", () => {
    expect(query("").limit).toBe(50);
  });

  it.each([
    ["band=Mild", "/band/0"],
    ["limit=0", "/limit"],
    ["limit=all", "/limit"],
    ["q=a&q=b", "/q"],
    ["q=a%00b", "/q"],
    ["status=ajar", "/status"],
    [`q=${"x".repeat(201)}`, "/q"],
  ])("refuse %s and say where", async (text, where) => {
    const error = await thrown(() => query(text));
    expect([error.code, error.where]).toEqual(["invalid_input", where]);
  });

  it("refuse a filter nobody knows, and name those that are", async () => {
    const error = await thrown(() => readQuery(FindingQuery, new URLSearchParams("bnad\u202e=Critical")));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toContain("bnad<U+202E>");
    expect(error.message).toContain("rule, asset, observation");
    expect((await thrown(() => readQuery(FindingQuery, new URLSearchParams("__proto__=x")))).code).toBe(
      "invalid_input",
    );
  });
});

describe("ids of a path", () => {
  it("are read as their kind", () => {
    expect(readParams(NumberId, { id: "2147483647" })).toEqual({ id: 2_147_483_647 });
    expect(readParams(TextId, { id: "42" })).toEqual({ id: "42" });
  });

  it.each(["0", "2147483648", "-1", "1e3", "", "1.0", "abc", "９", "1' or 1=1", "%00"])("%j is none", async (id) => {
    expect((await thrown(() => readParams(NumberId, { id }))).code).toBe("not_found");
  });

  it("names nothing where it is no digest", async () => {
    expect(readParams(EvidenceId, { id: "a".repeat(64) }).id).toHaveLength(64);
    expect((await thrown(() => readParams(EvidenceId, { id: "A".repeat(64) }))).code).toBe("not_found");
    expect((await thrown(() => readParams(EvidenceId, undefined))).code).toBe("not_found");
  });
});

describe("a JSON body", () => {
  it("is read", async () => {
    expect(await readJson(post('{"a":1}', { "content-type": "application/json; charset=utf-8" }), 100)).toEqual({
      a: 1,
    });
  });

  it("is refused when it is none", async () => {
    expect((await thrown(() => readJson(post("{", JSON_TYPE), 100))).message).toMatch(/^The body is not JSON: /);
    const latin = await thrown(() => readJson(post(new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE), 100));
    expect(latin.message).toBe("The body is not JSON: it is not UTF-8.");
    expect((await thrown(() => readJson(post("{}", { "content-type": "text/plain" }), 100))).code).toBe(
      "invalid_input",
    );
  });

  it("is refused by its size, said or not", async () => {
    expect(await readJson(post(`"${"x".repeat(98)}"`, JSON_TYPE), 100)).toHaveLength(98);
    const said = await thrown(() => readJson(post("{}", { ...JSON_TYPE, "content-length": "101" }), 100));
    expect([said.code, said.message]).toEqual([
      "limit",
      "The body is larger than 100 bytes, the most that this address takes.",
    ]);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (c) => {
        sent += 64;
        c.enqueue(new Uint8Array(64));
      },
    });
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      body: endless,
      headers: JSON_TYPE,
      duplex: "half",
    };
    const found = await thrown(() => readJson(new Request("http://127.0.0.1/x", init), 1_000));
    expect(found.code).toBe("limit");
    expect(sent).toBeLessThan(2_000);
  });
});

describe("a document", () => {
  const form = (...files: [field: string, text: string, name: string][]) => {
    const data = new FormData();
    for (const [field, body, name] of files) data.append(field, new File([body], name));
    return new Request("http://127.0.0.1/api/v1/documents", { method: "POST", body: data });
  };
  const o = { name: undefined, limitBytes: 1_000 };
  const shown = async (request: Request, given: { name: string | undefined; limitBytes: number } = o) => {
    const { name, bytes } = await readDocument(request, given);
    return [name, Buffer.from(bytes).toString()];
  };

  it("comes as a form's file or as the body with its name", async () => {
    expect(await shown(form(["file", "{}", "bom.json"]))).toEqual(["bom.json", "{}"]);
    expect(await shown(post("{}"), { ...o, name: "raw.json" })).toEqual(["raw.json", "{}"]);
  });

  it.each([
    ["no name", post("{}"), "/name"],
    ["an empty body", post("", { "x-a": "b" }), "/name"],
    ["another field", form(["doc", "{}", "a.json"]), "/file"],
    ["two files", form(["file", "{}", "a.json"], ["file", "{}", "b.json"]), "/file"],
    ["an empty file", form(["file", "", "a.json"]), "/file"],
    ["a broken form", post("zzz", { "content-type": "multipart/form-data; boundary=q" }), "/"],
    ["a form without a boundary", post("zzz", { "content-type": "multipart/form-data" }), "/"],
  ])("is refused: %s", async (_, request, where) => {
    const error = await thrown(() => readDocument(request, o));
    expect([error.code, error.where]).toEqual(["invalid_input", where]);
  });

  it("is refused when too large", async () => {
    const error = await thrown(() => readDocument(post("x".repeat(1_001)), { ...o, name: "a" }));
    expect(error.code).toBe("limit");
  });
});
