import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { ByteCursor, CursorEnd } from "./byte-cursor";

describe("the cursor over bytes", () => {
  it("reads numbers in either order, and never past the end", async () => {
    const source = new BufferSource(Buffer.from("0102030405060708ffffffffffffffff", "hex"));
    const little = new ByteCursor(source);
    await little.need(16);
    expect([little.u8(), little.u16(), little.u32()]).toEqual([1, 0x0302, 0x07060504]);
    const big = new ByteCursor(source, 0, 16, true);
    await big.need(16);
    expect([big.u16(), big.i32()]).toEqual([0x0102, 0x03040506]);
    big.at = 8;
    expect(() => big.u64()).toThrow(CursorEnd);
    await expect(big.need(1)).rejects.toThrow(CursorEnd);
    await expect(new ByteCursor(source, 0, 4).need(5)).rejects.toThrow(CursorEnd);
    expect(() => new ByteCursor(source, 8).skip(9)).toThrow(CursorEnd);
    expect(() => new ByteCursor(source, 8).skip(Number.POSITIVE_INFINITY)).toThrow(CursorEnd);
  });

  it("reads nothing of what is skipped", async () => {
    const source = new BufferSource(Buffer.alloc(4 << 20));
    const cursor = new ByteCursor(source);
    for (let i = 0; i < 4; i++) {
      await cursor.need(8);
      cursor.skip(1 << 20);
    }
    expect(source.stats.bytes).toBeLessThan(64 * 1024);
  });
});
