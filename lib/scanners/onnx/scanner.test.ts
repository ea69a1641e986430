import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { len, num } from "../protobuf/fixtures/proto";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { ONNX_CASES } from "./fixtures/cases";

describe("ONNX scanner", () => {
  it.each(ONNX_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the way through the messages and the byte of the place", async () => {
    const made = ONNX_CASES.find((c) => c.name === "onnx: outside, in a subgraph");
    const { evidence } = await scanFile(new BufferSource(made?.bytes ?? Buffer.alloc(0)), "m.onnx");
    const item = evidence.find((e) => e.rule === "onnx.external-escape");
    expect(item?.pointer).toBe("/graph/0/node/0/attribute/0/g/0/initializer/0");
    expect(made?.bytes.subarray(item?.offset ?? 0).indexOf("location")).toBe(2);
  });

  it("never reads weights", async () => {
    const size = 8 << 20;
    const bytes = Buffer.concat([num(1, 8), len(7, len(5, len(9, Buffer.alloc(size))), len(2, "g"))]);
    const result = await scanFile(new BufferSource(bytes), "m.onnx");
    expect(result).toMatchObject({ verdict: "clean", coverage: { bytesOpaque: size, bytesUnclaimed: 0 } });
    expect(result.bytesRead).toBeLessThan(200_000);
  });
});
