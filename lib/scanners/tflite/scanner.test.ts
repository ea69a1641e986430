import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { TFLITE_CASES } from "./fixtures/cases";

describe("TensorFlow Lite scanner", () => {
  it.each(TFLITE_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
