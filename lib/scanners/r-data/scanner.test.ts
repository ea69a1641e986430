import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { R_CASES } from "./fixtures/cases";

describe("R data scanner", () => {
  it.each(R_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the byte of a promise", async () => {
    const c = R_CASES.find((one) => one.name === "r: promise with a call");
    const { evidence } = await scanFile(new BufferSource(c?.bytes ?? Buffer.alloc(0)), "x.rds");
    expect(evidence.find((item) => item.rule === "r.promise")).toMatchObject({ offset: 14, count: 1 });
  });
});
