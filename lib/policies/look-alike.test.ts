import { describe, expect, it } from "vitest";
import { lookAlike } from "./look-alike";

const KNOWN = ["meta-llama", "google", "openai", "nvidia", "Qwen", "mistralai", "BAAI"];

describe("look-alikes", () => {
  it.each([
    ["meta-1lama", "meta-llama"],
    ["metallama", "meta-llama"],
    ["meta_llama", "meta-llama"],
    ["g00gle", "google"],
    ["gogle", "google"],
    ["opneai", "openai"],
    ["rnistralai", "mistralai"],
    ["nvvidia", "nvidia"],
  ])("%s is taken for %s", (name, known) => {
    expect(lookAlike(name, KNOWN)).toBe(known);
  });

  it.each(["google", "Google", "META-LLAMA", "acme", "qwan", "baidu", "openbmb", "metaverse-labs", ""])(
    "%s is itself",
    (name) => {
      expect(lookAlike(name, KNOWN)).toBeNull();
    },
  );
});
