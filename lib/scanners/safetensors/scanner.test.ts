import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { SAFETENSORS_CASES, safetensors } from "./fixtures/cases";

describe("safetensors scanner", () => {
  it.each(SAFETENSORS_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await scanFile(new BufferSource(c.bytes), c.file);
    expect(result.verdict, result.evidence.map((item) => `${item.rule} ${item.message}`).join("\n")).toBe(c.say);
    if (c.rule !== undefined) expect(result.evidence.map((item) => item.rule)).toContain(c.rule);
  });

  it("counts tensor data as opaque and never reads it", async () => {
    const bytes = safetensors(
      '{"a":{"dtype":"U8","shape":[4194304],"data_offsets":[0,4194304]}}',
      Buffer.alloc(4 << 20),
    );
    const result = await scanFile(new BufferSource(bytes), "model.safetensors");
    expect(result.coverage).toMatchObject({ bytesOpaque: 4 << 20, bytesUnclaimed: 0 });
    expect(result.bytesRead).toBeLessThan(80_000);
  });
});
