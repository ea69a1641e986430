import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { plainBytes } from "./plain-bytes";

async function* wire(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (bytes: Uint8Array, o: { gzip: boolean; announced?: number; size?: number }) => {
  const parts: Buffer[] = [];
  for await (const part of plainBytes(wire(bytes, o.size), { gzip: o.gzip, announced: o.announced ?? null }))
    parts.push(part);
  return Buffer.concat(parts);
};
const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `{"key":"pkg:generic/a@${i}"}\n`).join(""));

describe("the bytes of a body", () => {
  it("come as they were sent, compressed or not", async () => {
    expect(await read(text, { gzip: false })).toEqual(text);
    expect(await read(gzipSync(text), { gzip: true })).toEqual(text);
    expect(await read(gzipSync(text), { gzip: true, size: 1 })).toEqual(text);
    // Two gzip members are one file.
    const two = Buffer.concat([gzipSync(text), gzipSync(text)]);
    expect(await read(two, { gzip: true })).toHaveLength(text.length * 2);
  });

  it("are told to break off", async () => {
    const zipped = gzipSync(text);
    await expect(read(zipped.subarray(0, zipped.length - 9), { gzip: true })).rejects.toMatchObject({
      code: "invalid_input",
      where: "Content-Encoding",
    });
    await expect(read(text, { gzip: true })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(read(text.subarray(0, 50), { gzip: false, announced: 90 })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("50 of 90"),
    });
    await expect(read(zipped.subarray(0, 500), { gzip: true, announced: zipped.length })).rejects.toMatchObject({
      message: expect.stringContaining(`of ${zipped.length}`),
    });
  });

  it("stop unfolding a bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    let unfolded = 0;
    const reading = (async () => {
      for await (const part of plainBytes(wire(bomb), { gzip: true, announced: bomb.length })) unfolded += part.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: "limit", where: "Content-Encoding" });
    expect(unfolded).toBeLessThan(20 * 1024 * 1024);
  });

  it("hand on what breaks on the way", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(text).subarray(0, 100);
      throw new Error("socket hang up");
    }
    const reading = (async () => {
      for await (const part of plainBytes(broken(), { gzip: true, announced: null })) expect(part).toBeDefined();
    })();
    await expect(reading).rejects.toThrow("socket hang up");
  });
});
