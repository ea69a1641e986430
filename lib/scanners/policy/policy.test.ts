import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ENGINE, RULESET } from "../ruleset";
import { ALLOW } from "./allow";
import { denyReason, judgeImport } from "./judge";
import { python3Path } from "./python2";
import { PRIVATE_STDLIB, STDLIB } from "./stdlib";

const classOf = (module: string, name: string, protocol = 4) => judgeImport(module, name, protocol).class;

function python(code: string): string | null {
  try {
    return execFileSync("python3", ["-c", code], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}

describe("import policy", () => {
  it("allows nothing that it denies", () => {
    const both = ALLOW.filter((entry) => denyReason(entry.module, entry.name) !== undefined);
    expect(both.map((entry) => `${entry.module}.${entry.name}`)).toEqual([]);
  });

  it("allows each import once, exactly, with its reason", () => {
    expect(new Set(ALLOW.map((entry) => `${entry.module} ${entry.name}`)).size).toBe(ALLOW.length);
    for (const entry of ALLOW) {
      expect(entry.why.length).toBeGreaterThan(10);
      expect(entry.source).toMatch(/^https:\/\//);
      expect(entry.reviewedAt).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(`${entry.module}.${entry.name}`).toMatch(/^[\w.]+$/);
    }
  });

  it("never allows what loads, evaluates, imports or opens", () => {
    const names = ALLOW.map((entry) => entry.name.toLowerCase());
    for (const word of ["load", "loads", "eval", "exec", "open", "import_module", "getattr", "map", "filter", "type"]) {
      expect(names).not.toContain(word);
    }
  });

  it("denies ancestors, dotted components and dunders", () => {
    expect(classOf("os.path", "join")).toBe("deny");
    expect(classOf("asyncio.unix_events", "X")).toBe("deny");
    expect(classOf("torch", "hub.load")).toBe("deny");
    expect(classOf("torch.serialization", "os.system")).toBe("deny");
    expect(classOf("collections", "_sys.modules")).toBe("deny");
    expect(classOf("acme", "x.__globals__")).toBe("dunder");
    expect(classOf("acme", "run.eval")).toBe("gadget_name");
    expect(classOf("collections", "OrderedDict.fromkeys")).toBe("stdlib");
    expect(classOf("__main__", "Net")).toBe("unknown");
    expect(classOf("joblib._pickle", "loads")).toBe("deny");
    expect(classOf("_bisect", "insort")).toBe("private_stdlib");
  });

  it("renames Python 2 names below protocol 3 only, and reports both", () => {
    expect(judgeImport("commands", "getoutput", 2)).toMatchObject({ class: "deny", module: "subprocess" });
    expect(judgeImport("copy_reg", "_reconstructor", 1)).toMatchObject({ class: "allow", module: "copyreg" });
    expect(classOf("copy_reg", "_reconstructor", 4)).toBe("unknown");
  });

  it("names no module twice as public and private", () => {
    expect([...STDLIB].filter((name) => PRIVATE_STDLIB.has(name))).toEqual([]);
  });

  it("covers every standard module of the Python at hand: denied, public or private", ({ skip }) => {
    const text = python("import sys; print(' '.join(sys.stdlib_module_names))");
    if (text === null) return skip("no python3 here to ask");
    const unknown = text
      .trim()
      .split(" ")
      .filter((name) => classOf(name, "x") === "unknown");
    expect(unknown).toEqual([]);
  });

  it("renames exactly as Python does", ({ skip }) => {
    const text = python(
      "import json, _compat_pickle as c; print(json.dumps([list(c.IMPORT_MAPPING.items()), [[*a, *b] for a, b in c.NAME_MAPPING.items()]]))",
    );
    if (text === null) return skip("no python3 here to ask");
    const [modules, names] = JSON.parse(text) as [[string, string][], [string, string, string, string][]];
    for (const [from, to] of modules) expect([from, python3Path(from, "Zz").module]).toEqual([from, to]);
    for (const [module, name, to, toName] of names)
      expect(python3Path(module, name)).toEqual({ module: to, name: toName });
  });

  it("is named by a digest", () => {
    expect(RULESET).toMatch(/^[0-9a-f]{64}$/);
    expect(ENGINE).toEqual({ name: "faultline", version: "0.1.0", ruleset: RULESET });
  });
});
