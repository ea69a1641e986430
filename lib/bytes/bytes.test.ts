import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/domain/digest";
import { BufferSource } from "./buffer-source";
import { FileSource } from "./file-source";
import { InflatedSource } from "./inflated-source";
import { PAGE_BYTES, PageCache } from "./page-cache";
import { readInto, readUpTo, ShortReadError } from "./range-source";
import { SliceSource } from "./slice-source";

const pattern = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const LIMITS = { maxBytes: 1 << 26, maxRatio: 2_000 };

describe("byte sources", () => {
  it("reads a file by offset, hashes it whole, and refuses what is past its end", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bytes-"));
    const data = pattern(3_000_000);
    writeFileSync(join(folder, "f"), data);
    const source = await FileSource.open(join(folder, "f"));
    expect(await source.read(1_234_567, 100)).toEqual(data.subarray(1_234_567, 1_234_667));
    const target = Buffer.alloc(10);
    await readInto(source, target, 5, 10);
    expect(target).toEqual(data.subarray(5, 15));
    expect(await source.sha256()).toBe(sha256Hex(data));
    expect(source.stats).toEqual({ requests: 2, bytes: 110 });
    await expect(source.read(2_999_999, 2)).rejects.toThrow(ShortReadError);
    await expect(source.read(-1, 2)).rejects.toThrow(ShortReadError);
    writeFileSync(join(folder, "f"), "");
    await expect(source.read(0, 10)).rejects.toThrow(ShortReadError);
    await source.close();
    await expect(FileSource.open(folder)).rejects.toThrow();
    rmSync(folder, { recursive: true });
  });

  it("cuts a slice, nested, inside its parent only", async () => {
    const data = pattern(1_000);
    const slice = new SliceSource(new SliceSource(new BufferSource(data), 100, 500), 50, 100);
    expect(await slice.read(10, 5)).toEqual(data.subarray(160, 165));
    await expect(slice.read(99, 2)).rejects.toThrow(ShortReadError);
    expect(() => new SliceSource(slice, 50, 51)).toThrow(ShortReadError);
    expect(await readUpTo(slice, 95, 50)).toHaveLength(5);
    expect(await readUpTo(slice, 500, 50)).toHaveLength(0);
  });

  it("serves pages from memory and counts what reached the source", async () => {
    const data = pattern(PAGE_BYTES * 5 + 17);
    const source = new BufferSource(data);
    const cache = new PageCache(source, 2);
    expect(await cache.read(PAGE_BYTES - 3, 6)).toEqual(data.subarray(PAGE_BYTES - 3, PAGE_BYTES + 3));
    expect(source.stats).toEqual({ requests: 1, bytes: PAGE_BYTES * 2 });
    await cache.read(5, 5);
    expect(source.stats.requests).toBe(1);
    expect(await cache.read(PAGE_BYTES * 5, 17)).toEqual(data.subarray(PAGE_BYTES * 5));
    await cache.read(PAGE_BYTES + 5, 5);
    expect(source.stats.requests).toBe(3);
    expect(await cache.readDirect(10, 4)).toEqual(data.subarray(10, 14));
    expect(cache.stats.bytes).toBe(source.stats.bytes);
  });

  it("inflates by offset, forwards and back", async () => {
    const data = pattern(20 << 20);
    const inflated = await InflatedSource.open(new BufferSource(deflateRawSync(data)), LIMITS);
    expect([inflated.size, inflated.failure]).toEqual([data.length, undefined]);
    for (const at of [19 << 20, 5, 9_000_000])
      expect((await inflated.read(at, 300_000)).equals(data.subarray(at, at + 300_000))).toBe(true);
  });

  it("keeps more while the pool has pages, gives them back, and then unpacks again", async () => {
    const data = pattern(20 << 20);
    const pool = { pages: 100 };
    const packed = new BufferSource(deflateRawSync(data));
    const source = await InflatedSource.open(packed, { ...LIMITS, pool });
    expect(pool.pages).toBe(100 - (80 - 32));
    const before = packed.stats.requests;
    for (const at of [19 << 20, 5, 10 << 20, 0])
      expect((await source.read(at, 9)).equals(data.subarray(at, at + 9))).toBe(true);
    expect(packed.stats.requests).toBe(before);
    source.release();
    expect(pool.pages).toBe(100);
    expect((await source.read(7 << 20, 9)).equals(data.subarray(7 << 20, (7 << 20) + 9))).toBe(true);
    expect(packed.stats.requests).toBeGreaterThan(before);
  });

  it("stops bombs, damage and endless going back, and keeps the prefix", async () => {
    const bomb = new BufferSource(deflateRawSync(Buffer.alloc(32 << 20)));
    const capped = await InflatedSource.open(bomb, { maxBytes: 1 << 20, maxRatio: 1e9 });
    expect([capped.size, capped.failure?.reason]).toEqual([1 << 20, "bomb"]);
    expect((await InflatedSource.open(bomb, { maxBytes: 1 << 30, maxRatio: 200 })).failure?.reason).toBe("bomb");
    const packed = deflateRawSync(pattern(1_000_000));
    const cut = await InflatedSource.open(new BufferSource(packed.subarray(0, packed.length - 100)), LIMITS);
    expect(cut.failure?.reason).toBe("corrupt");
    expect(await cut.read(0, 100)).toEqual(pattern(100));
    const big = await InflatedSource.open(new BufferSource(deflateRawSync(pattern(20 << 20))), LIMITS);
    const backAndForth = async () => {
      for (let i = 0; i < 12; i++) {
        for (const at of [0, 10 << 20, 19 << 20]) await big.read(at, 10);
      }
    };
    await expect(backAndForth()).rejects.toThrow("back and forth");
  });
});
