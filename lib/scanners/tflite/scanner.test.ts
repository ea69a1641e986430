import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { TFLITE_CASES } from "./fixtures/cases";

describe("TensorFlow Lite scanner", () => {
  it.each(TFLITE_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
