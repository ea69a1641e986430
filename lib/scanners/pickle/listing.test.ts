import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemCall, systemCallText } from "./fixtures/assemble";
import { BENIGN_PICKLES } from "./fixtures/benign";
import { HOSTILE_PICKLES } from "./fixtures/hostile";
import { listOpcodes } from "./listing";

const rows = (bytes: Buffer) =>
  listOpcodes(bytes, { from: 0, to: bytes.length }).map((line) => `${line.offset} ${line.opcode}`);

const GENOPS = `
import json, pickletools, sys
out = []
for name in sys.argv[1:]:
    rows = []
    try:
        for op, arg, pos in pickletools.genops(open(name, "rb").read()):
            rows.append(f"{pos} {op.name}")
    except Exception:
        pass
    out.append(rows)
print(json.dumps(out))
`;

/** Offsets and names as Python's own disassembler gives them, up to the first STOP or error; null without Python. */
function pickletools(pickles: readonly Buffer[]): string[][] | null {
  const folder = mkdtempSync(join(tmpdir(), "listing-"));
  try {
    const files = pickles.map((_, i) => join(folder, `${i}.pkl`));
    for (const [i, file] of files.entries()) writeFileSync(file, pickles[i] ?? "");
    const text = execFileSync("python3", ["-c", GENOPS, ...files], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(text) as string[][];
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("opcode listing", () => {
  it("lists a protocol 4 call as pickletools does (documented output)", () => {
    expect(rows(systemCall())).toEqual([
      "0 PROTO",
      "2 SHORT_BINUNICODE",
      "9 SHORT_BINUNICODE",
      "17 STACK_GLOBAL",
      "18 SHORT_BINUNICODE",
      "30 TUPLE1",
      "31 REDUCE",
      "32 STOP",
    ]);
  });

  it("shows arguments escaped and the stack, top first", () => {
    const lines = listOpcodes(systemCall(), { from: 17, to: 32 });
    expect(lines[0]).toEqual({ offset: 17, length: 1, opcode: "STACK_GLOBAL", argument: "", stack: ["posix.system"] });
    expect(lines[1]).toMatchObject({ argument: '": harmless"', stack: ['": harmless"', "posix.system"] });
    expect(lines[3]).toMatchObject({ opcode: "REDUCE", stack: ['posix.system(": harmless",)'] });
    expect(listOpcodes(systemCallText(), { from: 0, to: 1 })[0]).toMatchObject({
      opcode: "GLOBAL",
      argument: "posix system",
      length: 14,
    });
    const hidden = listOpcodes(Buffer.from("V\u202eevil\n.", "utf8"), { from: 0, to: 1 })[0]?.argument ?? "";
    expect(hidden).not.toContain("\u202e");
  });

  it("starts at a given boundary and stops at what is no opcode", () => {
    const window = systemCall().subarray(17);
    expect(listOpcodes(window, { from: 17, to: 100, base: 17 }).map((line) => line.offset)).toEqual([
      17, 18, 30, 31, 32,
    ]);
    expect(listOpcodes(Buffer.from([0x4e, 0xff, 0x4e]), { from: 0, to: 3 })).toHaveLength(1);
  });

  it("agrees with python3's pickletools on every fixture", ({ skip }) => {
    const cases = [...BENIGN_PICKLES, ...HOSTILE_PICKLES].filter((c) => c.bytes.length < 100_000);
    const expected = pickletools(cases.map((c) => c.bytes));
    if (expected === null) return skip("no python3 here to ask");
    let compared = 0;
    for (const [i, { name, bytes }] of cases.entries()) {
      const theirs = expected[i] ?? [];
      expect(rows(bytes).slice(0, theirs.length), name).toEqual(theirs);
      compared += theirs.length;
    }
    expect(compared).toBeGreaterThan(1_000);
  }, 30_000);
});
