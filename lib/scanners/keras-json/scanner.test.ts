import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { textsOfMarshal } from "../keras-config/marshal";
import { scanFile } from "../scan-file";
import { checkCase } from "../testing/check-case";
import { KERAS_CASES } from "./fixtures/cases";

describe("Keras configurations", () => {
  it.each(KERAS_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });

  it("gives the pointer and the byte of a Lambda in a nested model", async () => {
    const c = KERAS_CASES.find((one) => one.name === "keras: Lambda in a nested model");
    const { evidence } = await scanFile(new BufferSource(c?.bytes ?? Buffer.alloc(0)), "config.json");
    expect(evidence[0]).toMatchObject({
      rule: "keras.lambda-code",
      pointer: "/config/layers/1/config/layers/1/config/layers/1",
      offset: c?.bytes.indexOf('{"class_name":"Lambda"'),
    });
    expect(evidence[0]?.message).toContain("os, system");
  });

  it("reads names of a code object that Python wrote", () => {
    // marshal.dumps((lambda x: __import__("os").system(x)).__code__) of Python 3.11, recorded; it is never loaded.
    const recorded =
      "4wEAAAAAAAAAAAAAAAMAAAADAAAA80YAAACXAHQBAAAAAAAAAAAAAGQBpgEAAKsBAAAAAAAAAACgAQAAAAAAAAAAAAAAAAAAAAAAAAAAfACmAQAAqwEAAAAAAAAAAFMAKQJO2gJvcykC2gpfX2ltcG9ydF9f2gZzeXN0ZW0pAdoBeHMBAAAAIPoIPHN0cmluZz76CDxsYW1iZGE+cgcAAAADAAAAcxwAAACAALUKuDTRMEDUMEDXMEfSMEfIAdEwStQwSoAA8wAAAAA=";
    expect(textsOfMarshal(Buffer.from(recorded, "base64"))).toMatchObject({ code: true });
    expect(textsOfMarshal(Buffer.from(recorded, "base64")).names).toEqual(
      expect.arrayContaining(["os", "__import__", "system", "x"]),
    );
  });
});
