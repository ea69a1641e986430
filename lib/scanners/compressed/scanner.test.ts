import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { memberBytes } from "../member-bytes";
import { systemCall } from "../pickle/fixtures/assemble";
import { DEFAULT_LIMITS } from "../scan-context";
import { checkCase } from "../testing/check-case";
import { COMPRESSED_CASES } from "./fixtures/cases";

describe("compressed scanner", () => {
  it.each(COMPRESSED_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await checkCase(c);
    if (c.name.includes("bomb") || c.name.includes("deep")) {
      expect(result.reasons.some((word) => word === "limit" || word === "depth_limit")).toBe(true);
    }
  });

  it("opens a member once for a viewer that asks for window after window", async () => {
    const source = new BufferSource(gzipSync(systemCall()));
    const first = await memberBytes(source, "(gzip)", 2, 7, DEFAULT_LIMITS);
    const { requests } = source.stats;
    const second = await memberBytes(source, "(gzip)", 2, 7, DEFAULT_LIMITS);
    expect([first.toString("latin1"), second.equals(first)]).toEqual(["\x8c\x05posix", true]);
    expect(source.stats.requests).toBe(requests);
  });

  it("names the member by its packing and gives offsets of the unpacked bytes", async () => {
    const c = COMPRESSED_CASES.find((known) => known.name.includes("gzip in gzip"));
    if (c === undefined) throw new Error("the case is gone");
    const [item] = (await checkCase(c)).evidence;
    expect(item).toMatchObject({ member: "(gzip)!(gzip)", offset: 0, memberOffset: 17, compressed: true });
  });
});
