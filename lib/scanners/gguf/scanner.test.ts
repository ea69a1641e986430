import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { GGUF_CASES, gguf } from "./fixtures/cases";

describe("GGUF scanner", () => {
  it.each(GGUF_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("names the key and the byte of a template's finding", async () => {
    const text = "ä{{ x.__class__ }}";
    const bytes = gguf({
      keys: [
        Buffer.concat([
          Buffer.from("0100000000000000", "hex"),
          Buffer.from("k"),
          Buffer.from("08000000", "hex"),
          Buffer.from([19, 0, 0, 0, 0, 0, 0, 0]),
          Buffer.from(text),
        ]),
      ],
    });
    const { evidence } = await scanFile(new BufferSource(bytes), "m.gguf");
    expect(evidence[0]).toMatchObject({ rule: "jinja.dunder", pointer: "k", offset: bytes.indexOf("__class__") });
  });

  it("never reads tensor data", async () => {
    const size = 8 << 20;
    const bytes = gguf({ tensors: [{ dims: [size / 4], offset: 0 }], data: Buffer.alloc(size) });
    const result = await scanFile(new BufferSource(bytes), "m.gguf");
    expect(result).toMatchObject({ verdict: "clean", coverage: { bytesOpaque: size, bytesUnclaimed: 0 } });
    expect(result.bytesRead).toBeLessThan(200_000);
  });
});
