import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { benign } from "../pickle/fixtures/assemble";
import { DEFAULT_LIMITS } from "../scan-context";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { zip } from "../zip-reader/fixtures/zip-writer";
import { ANY_ZIP_CASES } from "./fixtures/cases";

describe("zip scanner", () => {
  it.each(ANY_ZIP_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("counts what all members unpack to against one budget", async () => {
    const data = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13));
    const members = Array.from({ length: 8 }, (_, i) => ({ name: `${i}.bin`, data, deflate: true }));
    const bytes = zip({ members: [...members, { name: "config.pkl", data: benign() }] });
    const result = await scanFile(new BufferSource(bytes), "model.zip", {
      ...DEFAULT_LIMITS,
      maxUnpackedBytes: 500_000,
    });
    expect(result.reasons).toContain("limit");
    expect(result.verdict).toBe("suspicious");
  });

  it("scans an archive inside an archive once, not once a level", async () => {
    let bytes = zip({ members: [{ name: "config.pkl", data: benign() }] });
    for (let i = 0; i < 6; i++) bytes = zip({ members: [{ name: `level-${i}.zip`, data: bytes }] });
    const source = new BufferSource(bytes);
    const result = await scanFile(source, "model.zip");
    expect([result.verdict, result.evidence]).toEqual(["clean", []]);
    expect(result.coverage.bytesUnclaimed).toBe(0);
  });
});
