import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { ALLOWED, DENIED, SAVER, SUSPECT } from "../policy/tensorflow-ops";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { TF_CASES } from "./fixtures/cases";

describe("TensorFlow scanner", () => {
  it.each(TF_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("allows no operator that it denies or suspects", () => {
    expect([...DENIED.keys(), ...SUSPECT.keys(), ...SAVER].filter((op) => ALLOWED.has(op))).toEqual([]);
  });

  it("gives the byte and the way to an operator in a hidden graph", async () => {
    const c = TF_CASES.find((one) => one.name === "tf: graph in a constant");
    const { evidence } = await scanFile(new BufferSource(c?.bytes ?? Buffer.alloc(0)), "saved_model.pb");
    const item = evidence.find((one) => one.rule === "tf.denied-op");
    expect(item?.pointer).toBe("/meta_graphs/0/graph_def/0/node/1/attr/0/value/0/tensor/0!/node/0");
    expect(c?.bytes.subarray(item?.offset).indexOf("ReadFile")).toBe(2);
  });
});
