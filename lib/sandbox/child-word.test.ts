import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { ScanEvidence, ScanResult } from "@/lib/domain/scan";
import { systemCall } from "@/lib/scanners/pickle/fixtures/assemble";
import { scanFile } from "@/lib/scanners/scan-file";
import { checkWord } from "./child-word";

const FULL: ScanEvidence = {
  rule: "r",
  verdict: "malicious",
  severity: "high",
  certainty: "certain",
  offset: 1,
  memberOffset: 2,
  length: 3,
  member: "m",
  compressed: true,
  opcode: "REDUCE",
  import: { module: "a", name: "b" },
  call: { offset: 1, opcode: "REDUCE", argPreview: "x" },
  operandOffsets: [1],
  pointer: "/a",
  message: "m",
  count: 2,
  snippetHex: "00",
  refs: ["CWE-502"],
};

describe("what a child says", () => {
  it("may be everything that evidence may be: a key that the domain gains must be known here", () => {
    expect(Object.keys(FULL).sort()).toEqual(Object.keys(ScanEvidence.shape).sort());
    const coverage = { bytesTotal: 1, bytesParsed: 1, bytesOpaque: 0, bytesUnclaimed: 0 };
    const result = {
      sizeBytes: 1,
      formats: [],
      verdict: "clean",
      reasons: [],
      coverage,
      bytesRead: 1,
      evidence: [FULL],
    };
    expect(checkWord({ say: "done", result, windows: [] })).not.toBeNull();
  });

  it("is a result of the domain whenever it is let through", async () => {
    const result = await scanFile(new BufferSource(systemCall()), "a.pkl");
    const json = JSON.stringify({ say: "done", result, windows: [{ member: "", start: 0, whole: true, length: 3 }] });
    expect(checkWord(JSON.parse(json))).not.toBeNull();
    const exchange = (at: number, value: unknown) => {
      let n = 0;
      return JSON.parse(json, (_key, old) => (++n === at ? value : old)) as { result?: unknown };
    };
    let refused = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.jsonValue({ maxDepth: 2 }), (at, value) => {
        const changed = exchange(at, value);
        if (checkWord(changed) === null) refused += 1;
        else ScanResult.parse(changed.result);
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    null,
    [],
    "done",
    { say: "read", n: 1, offset: -1, length: 2 },
    { say: "read", n: 1, offset: 0, length: 2 ** 30 },
    { say: "read", n: 1.5, offset: 0, length: 1 },
    { say: "unread", more: 1 },
    { say: "broken" },
    JSON.parse('{"say":"unread","__proto__":{}}'),
  ])("is not %j", (value) => {
    expect(checkWord(value)).toBeNull();
  });
});
