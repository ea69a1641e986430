import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { HF_CASES } from "./fixtures/cases";

const evidenceOf = async (name: string, text: string) =>
  (await scanFile(new BufferSource(Buffer.from(text)), name)).evidence;

describe("files of a repository", () => {
  it.each(HF_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the byte of a template's finding behind escapes, and its pointer", async () => {
    const text = String.raw`{"chat_template":[{"name":"x","template":"\n\u00e4 é {{ x.__class__ }}"}]}`;
    const [item] = await evidenceOf("tokenizer_config.json", text);
    expect(item).toMatchObject({ rule: "jinja.dunder", pointer: "/chat_template/0/template" });
    expect(item?.offset).toBe(Buffer.from(text).indexOf("__class__"));
  });

  it("names the line and the call of model code, and nothing that is only quoted", async () => {
    const text =
      "from transformers import PreTrainedModel\nclass N(PreTrainedModel):\n  '''os.system(1)'''\n  def f(self):\n    import os as o\n    o.system(1)\n";
    const calls = (await evidenceOf("n.py", text)).filter((item) => item.rule !== "hf.custom-code");
    expect(calls).toMatchObject([
      {
        rule: "source.runs-command",
        pointer: "line 6",
        offset: text.indexOf("o.system(1)\n"),
      },
    ]);
  });
});
