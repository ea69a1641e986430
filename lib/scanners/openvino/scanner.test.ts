import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { OPENVINO_CASES } from "./fixtures/cases";

describe("OpenVINO scanner", () => {
  it.each(OPENVINO_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
