import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { HDF5_CASES } from "./fixtures/cases";
import { contiguous, header, message, oldFile, START } from "./fixtures/h5-writer";

const evidenceOf = async (name: string) => {
  const bytes = HDF5_CASES.find((c) => c.name === name)?.bytes ?? Buffer.alloc(0);
  return { bytes, evidence: (await scanFile(new BufferSource(bytes), "m.h5")).evidence };
};

describe("HDF5 scanner", () => {
  it.each(HDF5_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the path, the pointer and the byte, behind a user block and in the heap too", async () => {
    for (const name of ["hdf5: user block", "hdf5: Lambda in the global heap"]) {
      const { bytes, evidence } = await evidenceOf(name);
      expect(evidence[0]).toMatchObject({
        pointer: "/@model_config/config/layers/0",
        offset: bytes.indexOf('{"class_name":"Lambda"'),
      });
    }
    expect((await evidenceOf("hdf5: Lambda in a group")).evidence[0]?.pointer).toBe("/g@model_config/config/layers/0");
    expect((await evidenceOf("hdf5: recorded, dense and 70,000 letters")).evidence[0]?.pointer).toBe(
      "/g7@model_config/config/layers/0",
    );
  });

  it("never reads raw data", async () => {
    const size = 8 << 20;
    const at = START + header(message(8, contiguous(0, 0))).length;
    const result = await scanFile(
      new BufferSource(Buffer.concat([oldFile(header(message(8, contiguous(at, size)))), Buffer.alloc(size, 1)])),
      "m.h5",
    );
    expect(result).toMatchObject({ verdict: "clean", coverage: { bytesOpaque: size, bytesUnclaimed: 0 } });
    expect(result.bytesRead).toBeLessThan(600_000);
  });
});
