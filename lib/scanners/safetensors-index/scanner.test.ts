import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { INDEX_CASES } from "./fixtures/cases";

describe("index of shards", () => {
  it.each(INDEX_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the byte and the pointer of the name, in UTF-16 too", async () => {
    const text = '{"weight_map":{"é/a":"../x.safetensors"}}';
    for (const encoding of ["utf8", "utf16le"] as const) {
      const bytes = Buffer.from(text, encoding);
      const { evidence } = await scanFile(new BufferSource(bytes), "model.safetensors.index.json");
      const item = evidence.find((item) => item.rule === "index.shard-escape");
      expect(item).toMatchObject({
        pointer: "/weight_map/é~1a",
        offset: bytes.indexOf(Buffer.from('"../x', encoding)),
      });
    }
  });
});
