import { describe, expect, it } from "vitest";
import { judgePython } from "./judge";
import { lexPython } from "./lexer";
import { judgeTorchScript } from "./torchscript";

const rules = (text: string) =>
  judgePython(text).evidence.map((item) => `${item.verdict} ${item.message.split(",")[0]}`);

describe("python source", () => {
  it("finds calls whatever name they are imported under", () => {
    const runs = "malicious The source calls os.system";
    expect(rules("import os\nos.system('x')")).toEqual([runs]);
    expect(rules("import os.path as p, os as o; o.system('x')")).toEqual([runs]);
    expect(rules("from os import (\n  path,\n  system as s,\n)\ns('x')")).toEqual([runs]);
    expect(rules("if True: from os import system\nsystem('x')")).toEqual([runs]);
    expect(rules("import os\nos . system('x')")).toEqual([runs]);
    expect(rules("import os\n\uff4f\uff53.system('x')")).toEqual([runs]);
    expect(rules("import subprocess\nsubprocess.run([':'], check=True)")).toHaveLength(1);
  });

  it("leaves texts, comments, attributes and mere mentions alone", () => {
    expect(rules("# os.system('x')\nx = \"os.system('x')\"\ny = '''\nimport os\nos.system(1)\n'''\n")).toEqual([]);
    expect(rules("import os\nf = os.system\nself.eval(1)\nmodel.compile()\nr'\\'\n")).toEqual([]);
  });

  it("says where reading ended, and gives byte offsets", () => {
    expect(lexPython("x = 'open\n").brokenAt).toBe(4);
    expect(lexPython('x = """open').brokenAt).toBe(4);
    expect(judgePython("# é\nimport os\nos.system('x')").evidence[0]?.offset).toBe(15);
  });

  it("knows operators that touch files from those that compute", () => {
    const operators = (text: string) => judgeTorchScript(text).evidence.map((item) => `${item.verdict} ${item.rule}`);
    expect(operators("x = torch.from_file(a)\ny = ops.image.write_file(b, c)\n")).toEqual([
      "suspicious torchscript.file-operator",
      "suspicious torchscript.file-operator",
    ]);
    expect(
      operators("x = torch.add(a, b)\ny = ops.prim.NumToTensor(1)\nz = torch.nn.functional.relu(x)\nload(1)\n"),
    ).toEqual([]);
    expect(operators("x = ops.torchvision.nms(a, b)\n")).toEqual(["info torchscript.library-operator"]);
  });
});
