import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemCall, systemCallText } from "./fixtures/assemble";
import { BENIGN_PICKLES } from "./fixtures/benign";
import { estimator } from "./fixtures/files";
import { HOSTILE_PICKLES } from "./fixtures/hostile";
import { listOpcodes } from "./listing";

const rows = (bytes: Buffer) =>
  listOpcodes(bytes, { from: 0, to: bytes.length }).map((line) => `${line.offset} ${line.opcode}`);

/** Offsets and names as Python's own disassembler gives them, up to its first STOP; null without Python. */
function pickletools(bytes: Buffer): string[] | null {
  const folder = mkdtempSync(join(tmpdir(), "listing-"));
  try {
    const file = join(folder, "case.pkl");
    writeFileSync(file, bytes);
    const code =
      "import pickletools,sys\nfor op,arg,pos in pickletools.genops(open(sys.argv[1],'rb').read()): print(pos, op.name)";
    return execFileSync("python3", ["-c", code, file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n");
  } catch (error) {
    if (error instanceof Error && "stdout" in error && "status" in error && error.status === 1) {
      return String(error.stdout).trim().split("\n").filter(Boolean);
    }
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
    if (pickletools(estimator()) === null) return skip("no python3 here to ask");
    let compared = 0;
    for (const { name, bytes } of [
      ...BENIGN_PICKLES,
      ...HOSTILE_PICKLES.filter((c) => /^(memo|decoy|operand|inst|newobj|nested|frame)/.test(c.name)),
    ]) {
      const expected = pickletools(bytes) ?? [];
      const ours = rows(bytes).slice(0, expected.length);
      expect(ours, name).toEqual(expected);
      compared += expected.length;
    }
    expect(compared).toBeGreaterThan(200);
  }, 60_000);
});
