import { describe, expect, it } from "vitest";
import { parseSearch, termText, withoutTerm } from "./search";

describe("a search line", () => {
  it.each([
    ["llama 7b", { words: "llama 7b", terms: [] }],
    ["", { words: "", terms: [] }],
    [
      "kind:model,dataset bert",
      { words: "bert", terms: [{ operator: "kind", values: ["model", "dataset"], not: false }] },
    ],
    [
      'bert -owner:"ml platform",ops',
      { words: "bert", terms: [{ operator: "owner", values: ["ml platform", "ops"], not: true }] },
    ],
    ["KIND:Repositories", { words: "", terms: [{ operator: "kind", values: ["repo"], not: false }] }],
    ["purl:pypi/torch", { words: "", terms: [{ operator: "purl", values: ["pkg:pypi/torch"], not: false }] }],
    ["purl:pkg:npm/%40a/b@1", { words: "", terms: [{ operator: "purl", values: ["pkg:npm/%40a/b@1"], not: false }] }],
    ["digest:SHA256:9F86D081", { words: "", terms: [{ operator: "digest", values: ["9f86d081"], not: false }] }],
    [
      "source:a source:b",
      {
        words: "",
        terms: [
          { operator: "source", values: ["a"], not: false },
          { operator: "source", values: ["b"], not: false },
        ],
      },
    ],
    // Pasted keys are text, whatever their colons.
    ["arn:aws:s3:::bucket", { words: "arn:aws:s3:::bucket", terms: [] }],
    ["pkg:pypi/torch@2.0", { words: "pkg:pypi/torch@2.0", terms: [] }],
    ["https://hub.example/x", { words: "https://hub.example/x", terms: [] }],
    ['"foo:bar"', { words: "foo:bar", terms: [] }],
    ["host:8080/x", null],
  ])("%s", (line, read) => {
    if (read) expect(parseSearch(line)).toEqual(read);
    else expect(() => parseSearch(line)).toThrow(/^There is no operator host:/);
  });

  it.each([
    ["colour:red", /^There is no operator colour: – there are kind:, owner:, source:, purl: and digest:\./],
    ["kind:robot", /^There is no kind “robot”: there are model, /],
    ["kind:", /^kind: needs a value, as in kind:model,dataset\./],
    ["owner:a,", /^owner: needs a value/],
    ['owner:"a', /^A quote is opened and not closed\./],
    ["digest:xyz", /^“xyz” is no digest/],
    ["digest:9f86", /^“9f86” is no digest/],
    [`source:${Array.from({ length: 21 }, (_, i) => i).join(",")}`, /^source: takes at most 20 values\./],
  ])("refuses %s with one sentence", (line, words) => {
    expect(() => parseSearch(line)).toThrow(words);
  });

  it("is the same again when written out", () => {
    for (const line of ['kind:model -owner:"a b",c', "digest:9f86d081 source:x"]) {
      expect(parseSearch(line).terms.map(termText).join(" ")).toBe(line);
    }
    expect(withoutTerm('llama kind:model -owner:"a b" 7b', 0)).toBe('-owner:"a b" llama 7b');
    expect(withoutTerm('"foo:bar" kind:model', 0)).toBe('"foo:bar"');
  });
});
