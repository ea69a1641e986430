import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { canonicalJson } from "@/lib/domain/json";
import { ScanResult } from "@/lib/domain/scan";
import { DEFAULT_LIMITS } from "../scan-context";
import { scanFile } from "../scan-file";
import { systemCall } from "./fixtures/assemble";
import { BENIGN_PICKLES } from "./fixtures/benign";
import { HOSTILE_PICKLES } from "./fixtures/hostile";

describe("pickle scanner", () => {
  it("has the cases it promises", () => {
    expect(HOSTILE_PICKLES.length).toBeGreaterThan(100);
    expect(BENIGN_PICKLES.length).toBeGreaterThan(15);
  });

  it.each([...HOSTILE_PICKLES, ...BENIGN_PICKLES].map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await scanFile(new BufferSource(c.bytes), c.file);
    const said = result.evidence.map(
      (item) => `${item.verdict} ${item.rule} ${item.import?.module} ${item.import?.name} ${item.message}`,
    );
    expect(result.verdict, said.join("\n")).toBe(c.say);
    if (c.rule !== undefined) expect(result.evidence.map((item) => item.rule)).toContain(c.rule);
    if (c.import !== undefined) {
      expect(
        result.evidence
          .filter((e) => e.verdict === "malicious" || e.verdict === "suspicious")
          .map((item) => `${item.import?.module} ${item.import?.name}`),
      ).toContain(c.import);
    }
    if (c.say === "clean") expect(result.coverage.bytesUnclaimed).toBe(0);
    expect(() => ScanResult.parse(result)).not.toThrow();
    const again = await scanFile(new BufferSource(c.bytes), c.file);
    expect(canonicalJson(again)).toBe(canonicalJson(result));
  });

  it("says where the import and the call stand", async () => {
    const result = await scanFile(new BufferSource(systemCall()), "model.pkl");
    expect(result.evidence).toHaveLength(1);
    expect(result.evidence[0]).toMatchObject({
      rule: "pickle.import.deny",
      severity: "critical",
      certainty: "certain",
      offset: 17,
      opcode: "STACK_GLOBAL",
      import: { module: "posix", name: "system" },
      operandOffsets: [2, 9],
      call: { offset: 31, opcode: "REDUCE", argPreview: '(": harmless")' },
    });
  });

  it("stops at the limit of opcodes, keeps what it found and says so", async () => {
    const bytes = Buffer.concat([systemCall().subarray(0, -1), Buffer.from("N0".repeat(5_000)), Buffer.from(".")]);
    const result = await scanFile(new BufferSource(bytes), "model.pkl", { ...DEFAULT_LIMITS, maxOps: 1_000 });
    expect(result.verdict).toBe("malicious");
    expect(result.reasons).toContain("limit");
  });

  it("never gives a clean verdict to a prefix of a hostile file that holds the import", async () => {
    const whole = systemCall();
    for (let length = 18; length < whole.length; length++) {
      const result = await scanFile(new BufferSource(whole.subarray(0, length)), "model.pkl");
      expect(result.verdict).toBe("malicious");
    }
  });
});
